package dev.socketley.lua.lib;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Runs a file of one-line cases on a reference Lua and on our libraries. */
final class Differential {
    private static final long PEER_SECONDS_MAX = 60;

    private Differential() {}

    /** The lines in which the two differ, both sides of each. */
    static List<String> differences(String file, String peer) throws Exception {
        List<String> cases = cases(file);
        String script = script(cases);
        List<String> expected = lines(onPeer(peer, script));
        List<String> actual = lines(onOurs(script));
        List<String> out = new ArrayList<>();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String want = i < expected.size() ? expected.get(i) : "(nothing)";
            String got = i < actual.size() ? actual.get(i) : "(nothing)";
            if (!want.equals(got)) {
                out.add((i < cases.size() ? cases.get(i) : "?")
                    + "\n  " + peer + " " + want + "\n  ours   " + got);
            }
        }
        if (expected.size() != cases.size()) {
            out.add(peer + " answered " + expected.size() + " of " + cases.size() + " cases");
        }
        return out;
    }

    static void requirePeer(String peer) {
        boolean there = Files.isExecutable(Path.of("/usr/bin", peer));
        if (System.getenv("SOCKETLEY_REQUIRE_PEERS") != null) {
            Assertions.assertTrue(there, peer + " is required and missing");
        }
        Assumptions.assumeTrue(there, peer + " is not installed");
    }

    static List<String> cases(String file) throws IOException {
        List<String> out = new ArrayList<>();
        for (String line : resource(file).split("\n")) {
            if (!line.isBlank() && !line.startsWith("--")) {
                out.add(line.strip());
            }
        }
        return out;
    }

    private static String resource(String file) throws IOException {
        try (InputStream in = Differential.class.getResourceAsStream("/differential/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String script(List<String> cases) throws IOException {
        StringBuilder out = new StringBuilder(resource("driver.lua"));
        for (int i = 0; i < cases.size(); i++) {
            out.append("case(").append(i + 1).append(", [====[").append(cases.get(i))
                .append("]====])\n");
        }
        return out.toString();
    }

    private static List<String> lines(byte[] text) {
        return List.of(new String(text, StandardCharsets.ISO_8859_1).split("\n"));
    }

    private static byte[] onPeer(String peer, String script) throws Exception {
        Path file = Files.createTempFile("differential", ".lua");
        Path answer = Files.createTempFile("differential", ".txt");
        try {
            Files.write(file, script.getBytes(StandardCharsets.ISO_8859_1));
            ProcessBuilder builder = new ProcessBuilder(peer, file.toString());
            builder.environment().put("TZ", ZoneId.systemDefault().getId());
            Process process = builder.redirectErrorStream(true)
                .redirectOutput(answer.toFile()).start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PEER_SECONDS_MAX, TimeUnit.SECONDS);
            process.destroyForcibly();
            Assertions.assertTrue(ended, peer + " did not end");
            return Files.readAllBytes(answer);
        } finally {
            Files.delete(file);
            Files.delete(answer);
        }
    }

    private static byte[] onOurs(String script) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.ISO_8859_1);
        Hosts.run(print, script.getBytes(StandardCharsets.ISO_8859_1));
        print.flush();
        return out.toByteArray();
    }
}
