package dev.cellwise.examples.serve;

import java.time.Duration;

/**
 * What requests can take at most.
 *
 * @param streams streams that are open at once
 * @param bodyBytes bytes of a request's body
 * @param steps steps of one request, those of invented characters included
 * @param inFlight bytes that all requests that run hold together, as {@link Room} counts them
 * @param idle how long a stream is kept that nobody asks
 * @param patience how long a request waits for a stepper before it is refused
 * @param grace how long requests have to end when the service is closed
 */
record Limits(
    int streams,
    int bodyBytes,
    int steps,
    long inFlight,
    Duration idle,
    Duration patience,
    Duration grace) {}
