"use strict";
// Turns each chart's data into ECharts options. Draws again when the system's colours change.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palettes = {
    light: ["#1d5fd1", "#0f9d8a", "#d9820f", "#8347c9", "#c9335a", "#5c6878"],
    dark: ["#6ea8ff", "#38c9b4", "#f2aa4c", "#b48af0", "#f0708f", "#97a3b4"],
  };
  const ramps = {
    light: ["#eef2f7", "#bcd5f5", "#79aeea", "#3a7fd9", "#174ea6", "#0b2a63"],
    dark: ["#1f2836", "#234a80", "#2f6fc4", "#5a9cf2", "#9cc8ff", "#e3f1ff"],
  };
  const number = (value) =>
    value.toLocaleString("en", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });
  const withUnit = (unit) => (value) =>
    value === undefined || value === null ? "-" : number(value) + (unit === "%" ? " %" : unit ? " " + unit : "");
  const two = (value) => String(value).padStart(2, "0");
  const scales = {
    CLOCK: (hours) => two(Math.floor(hours + 1e-9)) + ":" + two(Math.round((hours % 1) * 60) % 60),
    DAYS: (days) => number(days),
    PERCENT: (percent) => number(percent) + " %",
  };
  const escape = (text) =>
    text.replace(/[&<>"']/g, (c) => "&#" + c.charCodeAt(0) + ";");

  const axisStyle = () => ({
    axisLine: { lineStyle: { color: css("--line") } },
    axisTick: { show: false },
    axisLabel: { color: css("--soft") },
    nameTextStyle: { color: css("--soft") },
    splitLine: { lineStyle: { color: css("--line") } },
  });
  const base = () => ({
    backgroundColor: "transparent",
    color: dark.matches ? palettes.dark : palettes.light,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: css("--text") },
    animation: false,
    aria: { enabled: true },
    tooltip: {
      backgroundColor: css("--card"),
      borderColor: css("--line"),
      textStyle: { color: css("--text"), fontSize: 13 },
      confine: true,
    },
    grid: { left: 8, right: 20, top: 40, bottom: 32, containLabel: true },
    legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: css("--soft") } },
  });

  // Labels at round values: for each, the first point at or after it.
  function ticksOf(spec) {
    const last = spec.x[spec.x.length - 1];
    const step = spec.scale === "CLOCK" ? 3 : roundStep((last - spec.x[0]) / 8);
    const ticks = new Map();
    for (let tick = Math.ceil(spec.x[0] / step) * step; tick <= last; tick += step) {
      const i = spec.x.findIndex((x) => x >= tick - 1e-9);
      if (i >= 0 && !ticks.has(i)) ticks.set(i, scales[spec.scale](tick));
    }
    return ticks;
  }

  // Shares near the whole are shown against the whole, small ones at their own scale.
  const fullScale = (spec) =>
    spec.unit === "%" && spec.series.some((each) => Math.max(...each.values) > 40) ? 100 : null;

  function roundStep(rough) {
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((m) => m * power).find((step) => step >= rough);
  }

  function lines(spec) {
    const scale = scales[spec.scale];
    const option = base();
    option.legend.show = spec.series.length > 1;
    option.grid.top = spec.series.length > 1 ? 40 : 16;
    option.tooltip = {
      ...option.tooltip,
      trigger: "axis",
      valueFormatter: withUnit(spec.unit),
      axisPointer: { type: "line", lineStyle: { color: css("--soft") }, label: { show: false } },
    };
    option.tooltip.formatter = (items) =>
      escape(spec.xName) + " " + scale(spec.x[items[0].dataIndex]) + "<br>" +
      items.map((i) => i.marker + escape(i.seriesName) + " <b>" + withUnit(spec.unit)(i.value) + "</b>").join("<br>");
    option.xAxis = {
      ...axisStyle(),
      type: "category", data: spec.x, boundaryGap: false,
      name: spec.xName, nameLocation: "middle", nameGap: 28,
    };
    const ticks = ticksOf(spec);
    option.xAxis.axisLabel = {
      ...option.xAxis.axisLabel, hideOverlap: true,
      interval: (i) => ticks.has(i), formatter: (x, i) => ticks.get(i) ?? scale(Number(x)),
    };
    option.yAxis = { ...axisStyle(), type: "value", min: 0, max: fullScale(spec), minInterval: spec.unit === "%" ? 0 : 1 };
    option.yAxis.axisLabel = { ...option.yAxis.axisLabel, formatter: withUnit(spec.unit === "%" ? "%" : "") };
    option.series = spec.series.map((each) => ({
      type: "line", name: each.name, showSymbol: false,
      stack: spec.stacked ? "all" : undefined,
      lineStyle: { width: spec.stacked ? 1 : 1.8 },
      areaStyle: spec.stacked || spec.series.length === 1 ? { opacity: spec.stacked ? 0.55 : 0.14 } : undefined,
      data: each.values,
    }));
    return option;
  }

  function bars(spec, element) {
    const option = base();
    const names = spec.series.reduce((sum, each) => sum + each.name.length + 4, 0);
    const rows = Math.ceil((names * 6.8) / element.clientWidth);
    option.grid.top = 20 + rows * 20;
    option.tooltip = {
      ...option.tooltip, trigger: "axis", valueFormatter: withUnit(spec.unit),
      axisPointer: { type: "shadow" },
    };
    option.xAxis = {
      ...axisStyle(), type: "category", data: spec.categories,
      name: spec.xName, nameLocation: "middle", nameGap: 28,
    };
    option.xAxis.axisLabel = { ...option.xAxis.axisLabel, interval: 0, hideOverlap: true };
    option.yAxis = { ...axisStyle(), type: "value", max: fullScale(spec) };
    option.yAxis.axisLabel = { ...option.yAxis.axisLabel, formatter: withUnit(spec.unit === "%" ? "%" : "") };
    option.series = spec.series.map((each) => ({
      type: "bar", name: each.name, data: each.values, barMaxWidth: 44,
      itemStyle: { borderRadius: [3, 3, 0, 0] },
    }));
    return option;
  }

  // Cells in reading order, each group on rows of its own.
  function layOut(spec, columns) {
    const cells = [];
    const rowNames = [];
    spec.members.forEach((members, g) => {
      members.forEach((name, i) => {
        if (i % columns === 0) rowNames.push(i === 0 ? spec.groups[g] : "");
        cells.push({ name, group: spec.groups[g], x: i % columns, y: rowNames.length - 1 });
      });
    });
    return { cells, rowNames };
  }

  function grid(spec, element) {
    const most = Math.max(...spec.members.map((m) => m.length));
    const total = spec.members.reduce((sum, m) => sum + m.length, 0);
    const columns = Math.min(most, Math.max(25, Math.ceil(Math.sqrt(total * 2.6))));
    const { cells, rowNames } = layOut(spec, columns);
    element.style.height = Math.min(900, Math.max(220, rowNames.length * 19 + 120)) + "px";
    const frame = (values) => ({
      series: [{ data: cells.map((cell, i) => [cell.x, cell.y, values[i]]) }],
    });
    const option = base();
    option.legend = { show: false };
    option.grid = { left: 158, right: 8, top: 8, bottom: 104 };
    option.tooltip = {
      ...option.tooltip,
      formatter: (item) => {
        const cell = cells[item.dataIndex];
        return "<b>" + escape(cell.name) + "</b><br>" + escape(cell.group) + "<br>" + item.value[2] + " % full";
      },
    };
    option.xAxis = {
      type: "category", data: Array.from({ length: columns }, (_, i) => i), show: false,
    };
    option.yAxis = { ...axisStyle(), type: "category", data: rowNames, inverse: true, axisLine: { show: false }, splitLine: { show: false } };
    option.yAxis.axisLabel = { ...option.yAxis.axisLabel, interval: (i, value) => value !== "" };
    option.visualMap = {
      min: 0, max: 100, calculable: true, orient: "horizontal", left: "center", bottom: 52, itemHeight: 220, itemWidth: 12,
      text: ["full", "empty"], textStyle: { color: css("--soft") },
      inRange: { color: dark.matches ? ramps.dark : ramps.light },
    };
    option.series = [{
      type: "heatmap", itemStyle: { borderColor: css("--card"), borderWidth: 1.5, borderRadius: 2 },
      emphasis: { itemStyle: { borderColor: css("--text"), borderWidth: 1 } },
    }];
    if (spec.frames.length === 1) {
      return { ...option, series: [{ ...option.series[0], ...frame(spec.frames[0]).series[0] }] };
    }
    const busiest = spec.frames
      .map((values, i) => [values.reduce((sum, v) => sum + v, 0), i])
      .reduce((best, each) => (each[0] > best[0] ? each : best))[1];
    option.timeline = {
      data: spec.moments, axisType: "category", currentIndex: busiest, playInterval: 700, bottom: 0, left: 8, right: 8, height: 44,
      symbolSize: 7, controlStyle: { itemSize: 18, color: css("--soft"), borderColor: css("--soft") },
      label: { color: css("--soft"), fontSize: 11 },
      lineStyle: { color: css("--line") }, itemStyle: { color: css("--soft") },
      checkpointStyle: { color: css("--accent"), borderWidth: 0, size: 11 },
      progress: { lineStyle: { color: css("--accent") }, itemStyle: { color: css("--accent") }, label: { color: css("--soft") } },
      emphasis: { label: { color: css("--text") }, itemStyle: { color: css("--accent") } },
    };
    return { baseOption: option, options: spec.frames.map(frame) };
  }

  const drawers = { lines, bars, grid };
  let drawn = [];
  function draw() {
    drawn.forEach((chart) => chart.dispose());
    drawn = Array.from(document.querySelectorAll("[data-chart]"), (element) => {
      const spec = charts[Number(element.dataset.chart)];
      const option = drawers[spec.type](spec, element);
      const chart = echarts.init(element);
      chart.setOption(option);
      return chart;
    });
  }
  draw();
  dark.addEventListener("change", draw);
  addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
})();
