package dev.socketley.engine.cache.command;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What took longer than {@code latency-monitor-threshold}, by kind of event.
 *
 * <p>Thread: the cache's home loop. Bounds: {@link #SAMPLES_MAX} for each kind, one for a second.
 */
public final class Latency {
    static final int SAMPLES_MAX = 160;
    private static final long NS_PER_MS = 1_000_000;
    private static final long MS_PER_SECOND = 1000;

    /** An event that took long. */
    record Sample(long seconds, long ms) {
    }

    /** Events of one kind. */
    static final class Event {
        private final ArrayDeque<Sample> samples = new ArrayDeque<>();
        private long msMax;

        List<Sample> samples() {
            return List.copyOf(samples);
        }

        long msMax() {
            return msMax;
        }

        /** The longest of a second is kept. */
        private void add(Sample sample) {
            msMax = Math.max(msMax, sample.ms());
            if (!samples.isEmpty() && samples.getLast().seconds() == sample.seconds()) {
                Sample other = samples.removeLast();
                samples.add(other.ms() > sample.ms() ? other : sample);
                return;
            }
            samples.add(sample);
            if (samples.size() > SAMPLES_MAX) {
                samples.removeFirst();
            }
        }
    }

    private final Map<String, Event> events = new TreeMap<>();
    private long thresholdMs;

    /** Sets from how many milliseconds on an event is kept, 0 for none. */
    public void threshold(long ms) {
        thresholdMs = ms;
    }

    long thresholdMs() {
        return thresholdMs;
    }

    boolean isOn() {
        return thresholdMs > 0;
    }

    /** An event of a kind took so long. */
    public void took(String kind, long nanos, long nowMs) {
        if (thresholdMs > 0 && nanos >= thresholdMs * NS_PER_MS) {
            events.computeIfAbsent(kind, k -> new Event())
                .add(new Sample(nowMs / MS_PER_SECOND, nanos / NS_PER_MS));
        }
    }

    Map<String, Event> events() {
        return events;
    }

    /** Forgets kinds of events, all of them when none is named; how many there were. */
    int forget(Collection<String> kinds) {
        int before = events.size();
        if (kinds.isEmpty()) {
            events.clear();
        } else {
            events.keySet().removeAll(kinds);
        }
        return before - events.size();
    }
}
