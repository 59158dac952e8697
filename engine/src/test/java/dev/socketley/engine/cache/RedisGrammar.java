package dev.socketley.engine.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes random commands out of {@code spec/cache/redis/fuzz.grammar}. A line there is a command:
 * words as they are; {@code (a|b)} is one of them, {@code [a]} is there or not, {@code a*} comes
 * once to four times; a word that was declared with {@code =} is one of its declared words.
 */
final class RedisGrammar {
    private static final int REPEATS_MAX = 4;
    private static final int WRONG_ONE_IN = 25;

    private final Random random;
    private final Map<String, List<String>> words = new HashMap<>();
    private final List<String> commands = new ArrayList<>();

    RedisGrammar(Random random) throws IOException {
        this.random = random;
        Path file = Path.of("..", "spec", "cache", "redis", "fuzz.grammar");
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf(" = ");
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (equals > 0) {
                words.put(line.substring(0, equals).strip(),
                    List.of(line.substring(equals + 3).strip().split(" +")));
            } else {
                commands.add(line.strip());
            }
        }
    }

    /** So many commands, always the same of one seed. */
    static List<byte[][]> commands(long seed, int count) throws IOException {
        RedisGrammar grammar = new RedisGrammar(new Random(seed));
        List<byte[][]> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(grammar.next());
        }
        return commands;
    }

    /** A command, now and then a wrong one. */
    byte[][] next() {
        List<String> out = new ArrayList<>();
        expand(pick(commands), out);
        if (random.nextInt(WRONG_ONE_IN) == 0
                && !words.get("UNSPOILED").contains(out.getFirst())) {
            spoil(out);
        }
        byte[][] command = new byte[out.size()][];
        for (int i = 0; i < command.length; i++) {
            command[i] = out.get(i).getBytes(StandardCharsets.ISO_8859_1);
        }
        return command;
    }

    private void spoil(List<String> out) {
        int at = random.nextInt(out.size());
        switch (random.nextInt(4)) {
            case 0 -> {
                if (out.size() > 1) {
                    out.remove(Math.max(at, 1));
                }
            }
            case 1 -> out.add(Math.max(at, 1), pick(words.get("JUNK")));
            case 2 -> out.set(at == 0 ? out.size() - 1 : at, pick(words.get("JUNK")));
            default -> out.add(out.get(at));
        }
        if (out.getFirst().isEmpty()) {
            out.set(0, "GET");
        }
    }

    private void expand(String template, List<String> out) {
        for (String part : parts(template, ' ')) {
            boolean repeated = part.length() > 1 && part.endsWith("*");
            String one = repeated ? part.substring(0, part.length() - 1) : part;
            int times = repeated ? 1 + random.nextInt(REPEATS_MAX) : 1;
            for (int i = 0; i < times; i++) {
                expandOne(one, out);
            }
        }
    }

    private void expandOne(String part, List<String> out) {
        if (part.startsWith("(")) {
            expand(pick(parts(part.substring(1, part.length() - 1), '|')), out);
        } else if (part.startsWith("[")) {
            if (random.nextBoolean()) {
                expand(part.substring(1, part.length() - 1), out);
            }
        } else {
            List<String> declared = words.get(part);
            String word = declared == null ? part : pick(declared);
            out.add(word.equals("\"\"") ? "" : word);
        }
    }

    private static List<String> parts(String template, char separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= template.length(); i++) {
            char c = i < template.length() ? template.charAt(i) : separator;
            depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
            if (c == separator && depth == 0) {
                if (i > from) {
                    parts.add(template.substring(from, i));
                }
                from = i + 1;
            }
        }
        return parts;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
