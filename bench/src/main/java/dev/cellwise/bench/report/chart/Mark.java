package dev.cellwise.bench.report.chart;

import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The shape at a curve's points, which tells curves apart where colours do not. */
public enum Mark {
  CIRCLE(SeriesMarkers.CIRCLE),
  SQUARE(SeriesMarkers.SQUARE),
  DIAMOND(SeriesMarkers.DIAMOND),
  UP(SeriesMarkers.TRIANGLE_UP),
  DOWN(SeriesMarkers.TRIANGLE_DOWN),
  CROSS(SeriesMarkers.CROSS),
  NONE(SeriesMarkers.NONE);

  private final Marker marker;

  Mark(Marker marker) {
    this.marker = marker;
  }

  Marker marker() {
    return marker;
  }
}
