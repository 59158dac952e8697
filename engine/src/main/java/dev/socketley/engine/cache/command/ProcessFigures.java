package dev.socketley.engine.cache.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says of this process. Thread: any; the files it reads lie in memory. */
final class ProcessFigures {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TICKS = 11;

    private ProcessFigures() {
    }

    /** Processor time in user and in system mode. */
    static double[] cpuSeconds() {
        String stat = read("/proc/self/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length <= USER_TICKS + 1 ? new double[2] : new double[] {
            Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND,
            Long.parseLong(fields[USER_TICKS + 1]) / TICKS_PER_SECOND};
    }

    static long residentBytes() {
        return kilobytes("/proc/self/status", "VmRSS:");
    }

    static long machineBytes() {
        return kilobytes("/proc/meminfo", "MemTotal:");
    }

    private static long kilobytes(String file, String key) {
        return read(file).lines().filter(line -> line.startsWith(key)).findFirst()
            .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).orElse(0L);
    }

    /** The text of a file, empty where there is none. */
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }
}
