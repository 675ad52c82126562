package dev.berth.model;

/**
 * What one quota's jobs use of another's unused amount: who owes whom.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Units:</b> as {@link Resources}.
 *
 * @param lender the quota whose amount it is
 * @param borrower the quota whose jobs use it
 * @param amount above zero
 */
public record Loan(String lender, String borrower, String resource, long amount) {
  public Loan {
    Check.id("lender", lender, "loan");
    Check.id("borrower", borrower, "loan");
    Check.labelKey("resource", resource, "loan");
    if (amount <= 0) {
      throw Check.refused("amount", amount, "loan", "be above zero");
    }
  }

  /** As in "batch owes ci cpu 2,000 millicores". */
  @Override
  public String toString() {
    return borrower + " owes " + lender + " " + resource + " " + Amounts.exact(resource, amount);
  }
}
