package dev.cellwise.bench.load;

import dev.cellwise.bench.figure.Machine;
import java.util.List;

/**
 * All figures of one run of {@code bench load}.
 *
 * @param date when it began, ISO 8601 with the zone's offset, to the second
 * @param revision of the source, with {@code +} if there were changes that were not committed;
 *     empty if not known
 * @param command as it can be given again
 * @param machine what it ran on; the flags without the collector's
 * @param network what was stepped, such as {@code LSTM 64}
 * @param seconds from the first event of a load to the last
 * @param figures in the order in which they were measured
 * @param counts of steps without garbage
 * @param faults libraries that failed, with what was wrong
 */
public record LoadResults(
    String date,
    String revision,
    String command,
    Machine machine,
    String network,
    double seconds,
    List<LoadFigure> figures,
    List<StepCount> counts,
    List<String> faults) {}
