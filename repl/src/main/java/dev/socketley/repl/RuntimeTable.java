package dev.socketley.repl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runtimes as {@code ls} shows them. */
final class RuntimeTable {
    private static final String[] HEADER =
        {"ID", "NAME", "TYPE", "PORT", "CONN", "OWNED BY", "STATUS", "CREATED"};
    /** A column is wider when something in it is. */
    private static final int[] WIDTHS = {10, 16, 8, 8, 6, 12, 20, 0};

    private RuntimeTable() {}

    /** Lines with newlines; without rows nothing, not even a header. */
    static String show(List<Map<?, ?>> rows, boolean header) {
        if (rows.isEmpty()) {
            return "";
        }
        List<String[]> lines = new ArrayList<>();
        if (header) {
            lines.add(HEADER);
        }
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = WIDTHS.clone();
        for (String[] line : lines) {
            for (int i = 0; i < line.length - 1; i++) {
                widths[i] = Math.max(widths[i], line[i].length() + 1);
            }
        }
        StringBuilder out = new StringBuilder();
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                out.append(line[i]);
                out.repeat(' ', Math.max(0, widths[i] - line[i].length()));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String[] cells(Map<?, ?> row) {
        String port = text(row, "port");
        String owner = text(row, "owner");
        return new String[] {text(row, "id"), text(row, "name"), text(row, "type"),
            port.equals("0") ? "-" : port, text(row, "connections"),
            owner.isEmpty() ? "-" : owner, status(row),
            duration(number(row, "created_seconds")) + " ago"};
    }

    private static String status(Map<?, ?> row) {
        return switch (text(row, "status")) {
            case "running" -> "Up " + duration(number(row, "up_seconds"));
            case "created" -> "Created";
            case "stopped" -> "Stopped";
            case "failed" -> "Failed";
            case String other -> other;
        };
    }

    /** {@code 3 minutes}: the largest unit only. */
    static String duration(long seconds) {
        long[] units = {86_400, 3600, 60, 1};
        String[] names = {"day", "hour", "minute", "second"};
        int i = 0;
        while (i < 3 && seconds < units[i]) {
            i++;
        }
        long count = seconds / units[i];
        return count + " " + names[i] + (count == 1 ? "" : "s");
    }

    private static String text(Map<?, ?> row, String key) {
        Object value = row.get(key);
        return value == null ? "" : value.toString();
    }

    private static long number(Map<?, ?> row, String key) {
        return row.get(key) instanceof Number n ? n.longValue() : 0;
    }
}
