import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sides of a comparison that take turns, run after run. */
final class Turns {
    /** Measures once; the names of what it answers are the same every time. */
    interface Measure {
        Map<String, Double> once() throws IOException, InterruptedException;
    }

    private final Lab lab;
    private final Map<String, Measure> sides = new LinkedHashMap<>();
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    Turns(Lab lab) {
        this.lab = lab;
    }

    Turns side(String name, Measure measure) {
        sides.put(name, measure);
        return this;
    }

    /** One unmeasured round to warm up (not in a smoke run), then the runs. */
    Turns run() throws IOException, InterruptedException {
        return run(lab.smoke() ? 0 : -1);
    }

    /** The runs alone, for what starts afresh each time and takes long. */
    Turns runCold() throws IOException, InterruptedException {
        return run(0);
    }

    private Turns run(int first) throws IOException, InterruptedException {
        for (int i = first; i < lab.runs(); i++) {
            for (Map.Entry<String, Measure> side : sides.entrySet()) {
                for (Map.Entry<String, Double> e : side.getValue().once().entrySet()) {
                    List<Double> list = values.computeIfAbsent(side.getKey() + "/" + e.getKey(),
                        k -> new ArrayList<>());
                    if (i >= 0) {
                        list.add(e.getValue());
                    }
                }
            }
        }
        lab.stopAll();
        return this;
    }

    Report.Series of(String side, String value) {
        List<Double> list = values.get(side + "/" + value);
        if (list == null || list.isEmpty()) {
            throw new IllegalStateException(side + " measured no " + value);
        }
        return new Report.Series(side, list);
    }

    /** The number that the first group of {@code regex} finds. */
    static double find(String output, String regex) {
        Matcher m = Pattern.compile(regex).matcher(output);
        if (!m.find()) {
            String tail = output.substring(Math.max(0, output.length() - 300));
            throw new IllegalStateException("no " + regex + " in: " + tail);
        }
        return Double.parseDouble(m.group(1));
    }
}
