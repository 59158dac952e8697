package dev.socketley.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A golden file of the command line:
 *
 * <pre>
 * # a remark
 * &#64; write hello.lua        what follows up to the line --- is written to that file
 * print("hi")
 * ---
 * &#64; engine socketley daemon     runs in the background; its socket is waited for
 * $ socketley ls             a shell command; then what it prints; a line with ! is on stderr
 * ---
 * ! socketley: ls: ...
 * exit 2
 * </pre>
 *
 * In expected lines {@code <id>}, {@code <n>}, {@code <port>} and {@code <any>} stand for what
 * changes from run to run, {@code <dir>} for the directory of the run.
 */
record Transcript(List<Step> steps) {
    /**
     * One step.
     *
     * @param verb {@code $}, {@code write} or {@code engine}
     * @param text the command, or the file's name
     * @param body the expected lines, or the file's content
     */
    record Step(int line, String verb, String text, List<String> body) {}

    static Transcript read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at);
            int number = at + 1;
            at++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> body = new ArrayList<>();
            if (line.startsWith("@ engine ")) {
                steps.add(new Step(number, "engine", line.substring(9), body));
            } else if (line.startsWith("@ write ")) {
                at = take(lines, at, "---", body) + 1;
                steps.add(new Step(number, "write", line.substring(8), body));
            } else if (line.startsWith("$ ")) {
                if (!lines.get(at).equals("---")) {
                    throw new IOException(file + ":" + (at + 1) + ": --- expected");
                }
                at = take(lines, at + 1, "exit ", body);
                body.add(lines.get(at));
                at++;
                steps.add(new Step(number, "$", line.substring(2), body));
            } else {
                throw new IOException(file + ":" + number + ": a step expected, got " + line);
            }
        }
        return new Transcript(steps);
    }

    /** Adds lines up to one that starts with {@code end}; returns where that is. */
    private static int take(List<String> lines, int from, String end, List<String> to)
            throws IOException {
        for (int at = from; at < lines.size(); at++) {
            if (lines.get(at).startsWith(end)) {
                return at;
            }
            to.add(lines.get(at));
        }
        throw new IOException("line " + from + ": no line '" + end + "' follows");
    }
}
