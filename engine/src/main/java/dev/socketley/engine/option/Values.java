package dev.socketley.engine.option;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Raw values to typed ones; null means "does not fit", and the option words the error. */
final class Values {
    private Values() {}

    static Boolean bool(Object raw) {
        if (raw instanceof Boolean b) {
            return b;
        }
        return switch (string(raw)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            case null, default -> null;
        };
    }

    static Long integer(Object raw, long min, long max) {
        Double d = asNumber(raw);
        if (d == null || d != Math.rint(d) || d < min || d > max) {
            return null;
        }
        return d.longValue();
    }

    static Double number(Object raw, double min, double max) {
        Double d = asNumber(raw);
        return d == null || d.isNaN() || d < min || d > max ? null : d;
    }

    /** Null for what holds a NUL too: no path, name, address or field of a header has one. */
    static String string(Object raw) {
        String text = switch (raw) {
            case String s -> s;
            case byte[] b -> new String(b, StandardCharsets.UTF_8);
            case null, default -> null;
        };
        return text == null || text.indexOf('\0') >= 0 ? null : text;
    }

    /** One of the words; a number stands for the word that looks like it. */
    static String word(Object raw, List<String> all) {
        String word = raw instanceof Number n ? plain(n.doubleValue()) : string(raw);
        return word != null && all.contains(word) ? word : null;
    }

    static Duration duration(Object raw, double msPerUnit, Duration min, Duration max) {
        double scale = msPerUnit;
        Object number = raw;
        String s = string(raw);
        if (s != null) {
            String t = s.trim().toLowerCase(Locale.ROOT);
            String[] units = {"ms", "s", "m", "h"};
            double[] scales = {1, 1000, 60_000, 3_600_000};
            for (int i = 0; i < units.length; i++) {
                if (t.endsWith(units[i])) {
                    number = t.substring(0, t.length() - units[i].length());
                    scale = scales[i];
                    break;
                }
            }
        }
        Double d = asNumber(number);
        if (d == null || d.isNaN() || Math.abs(d * scale) > 1e15) {
            return null;
        }
        Duration value = Duration.ofNanos(Math.round(d * scale * 1e3) * 1000);
        return value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
    }

    static Long bytes(Object raw, long min, long max) {
        String s = string(raw);
        if (s == null || s.isEmpty()) {
            return integer(raw, min, max);
        }
        String text = s.matches(".*[KMGkmg][Bb]") ? s.substring(0, s.length() - 1) : s;
        int shift = switch (Character.toUpperCase(text.charAt(text.length() - 1))) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
        Double d = asNumber(shift == 0 ? text : text.substring(0, text.length() - 1));
        return d == null ? null : integer(d * (1L << shift), min, max);
    }

    static String pairs(Object raw) {
        String text = string(raw);
        if (text == null || !text.strip().matches("|[1-9]\\d{0,17}( +[1-9]\\d{0,17})*")) {
            return null;
        }
        String[] numbers = text.strip().split(" +");
        return numbers.length % 2 == 0 || text.isBlank() ? String.join(" ", numbers) : null;
    }

    static List<String> strings(Object raw) {
        if (raw instanceof List<?> list) {
            List<String> out = new ArrayList<>();
            for (Object item : list) {
                String s = string(item);
                if (s == null) {
                    return null;
                }
                out.add(s);
            }
            return List.copyOf(out);
        }
        if (raw instanceof Map<?, ?> map && map.isEmpty()) {
            return List.of();
        }
        String s = string(raw);
        if (s == null) {
            return null;
        }
        return s.isBlank() ? List.of()
            : List.of(s.split(",")).stream().map(String::trim).filter(x -> !x.isEmpty()).toList();
    }

    static Map<String, String> map(Object raw) {
        if (!(raw instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, String> out = new LinkedHashMap<>();
        for (Map.Entry<?, ?> e : map.entrySet()) {
            String key = string(e.getKey());
            String value = string(e.getValue());
            if (key == null || value == null) {
                return null;
            }
            out.put(key, value);
        }
        return out;
    }

    /** A value as an error shows it: type for compound ones, quoted text otherwise. */
    static String show(Object raw) {
        return switch (raw) {
            case null -> "nil";
            case Map<?, ?> m -> "table";
            case List<?> l -> "table";
            case Number n -> plain(n.doubleValue());
            case Boolean b -> b.toString();
            case String s -> quote(s);
            case byte[] b -> quote(new String(b, StandardCharsets.UTF_8));
            default -> "a " + raw.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private static String quote(String s) {
        String shown = s.length() > 60 ? s.substring(0, 60) + "…" : s;
        return '"' + shown.replace("\0", "\\0") + '"';
    }

    static String plain(double d) {
        return d == Math.rint(d) && Math.abs(d) < 1e15 ? Long.toString((long) d) : Double.toString(d);
    }

    static String text(Duration d) {
        return plain(d.toMillis() / 1000.0);
    }

    private static Double asNumber(Object raw) {
        if (raw instanceof Number n) {
            return n.doubleValue();
        }
        String s = string(raw);
        if (s == null || s.isBlank() || !s.trim().matches("[-+]?[0-9]*\\.?[0-9]+")) {
            return null;
        }
        return Double.valueOf(s.trim());
    }
}
