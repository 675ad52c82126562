package dev.berth.simulator.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a closed set by its lower-case name; an unknown name is answered with the set. */
abstract class NamedConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final String what;
  private final List<E> known;

  NamedConverter(String what, E[] known) {
    this.what = what;
    this.known = List.of(known);
  }

  @Override
  public E convert(String value) {
    for (E each : known) {
      if (lower(each).equals(value.toLowerCase(Locale.ROOT))) {
        return each;
      }
    }
    throw new TypeConversionException(
        "unknown "
            + what
            + " '"
            + value
            + "'; there "
            + (known.size() == 1 ? "is " : "are ")
            + String.join(", ", known.stream().map(NamedConverter::lower).toList()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
