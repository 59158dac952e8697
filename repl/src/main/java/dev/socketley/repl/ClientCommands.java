package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands that ask a running engine. */
final class ClientCommands {
    private ClientCommands() {}

    static int list(Invocation in, List<String> words, boolean runningOnly) {
        boolean header = true;
        boolean json = false;
        for (String word : words) {
            switch (word) {
                case "-s", "--silent" -> header = false;
                case "-j", "--json" -> json = true;
                default -> throw unknown(runningOnly ? "ps" : "ls", word);
            }
        }
        List<Map<?, ?>> rows = new ArrayList<>();
        for (Object row : (List<?>) ask(in, "list", Map.of())) {
            Map<?, ?> map = (Map<?, ?>) row;
            if (!runningOnly || "running".equals(map.get("status"))) {
                rows.add(map);
            }
        }
        in.terminal().out().print(json ? Json.write(rows) + "\n" : RuntimeTable.show(rows, header));
        return 0;
    }

    static int create(Invocation in, List<String> words) {
        if (words.size() < 2 || words.get(0).startsWith("-") || words.get(1).startsWith("-")) {
            throw usage("create", "a type and a name expected");
        }
        List<String> flags = new ArrayList<>();
        boolean start = false;
        for (String word : words.subList(2, words.size())) {
            boolean starts = word.equals("-s") || word.equals("--start");
            start |= starts;
            if (!starts) {
                flags.add(word);
            }
        }
        ask(in, "create", Map.of("type", words.get(0), "name", words.get(1), "flags", flags,
            "start", start, "directory", directory()));
        return 0;
    }

    static int edit(Invocation in, List<String> words) {
        if (words.size() < 2 || words.getFirst().startsWith("-")) {
            throw usage("edit", "a name and what to change expected");
        }
        Map<?, ?> result = (Map<?, ?>) ask(in, "edit", Map.of("name", words.getFirst(), "flags",
            words.subList(1, words.size()), "directory", directory()));
        for (Object waiting : (List<?>) result.get("waiting")) {
            in.print("--" + waiting + " takes effect when " + words.getFirst() + " is restarted");
        }
        return 0;
    }

    /** Does one thing to each runtime; the exit status is that of the first failure. */
    static int each(Invocation in, String command, List<String> words) {
        checkNames(command, words);
        int status = 0;
        for (Object row : (List<?>) ask(in, command, Map.of("names", words))) {
            Map<?, ?> map = (Map<?, ?>) row;
            if (map.get("error") != null) {
                int failed = Failures.tell(in.terminal().err(), command + " " + map.get("name"),
                    ControlClient.failure(map.get("error")));
                status = status == 0 ? failed : status;
            }
        }
        return status;
    }

    static int send(Invocation in, List<String> words) {
        if (words.isEmpty()) {
            throw usage("send", "the name of a runtime expected");
        }
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("name", words.getFirst());
        if (words.size() > 1) {
            args.put("message", String.join(" ", words.subList(1, words.size())));
        } else if (in.terminal().interactive()) {
            throw usage("send", "a message expected");
        } else {
            putMessage(args, withoutLineEnd(standardInput(in)));
        }
        if (ask(in, "send", args) instanceof Map<?, ?> answer) {
            Object text = answer.get("reply");
            byte[] reply = text == null ? Base64.getDecoder().decode((String) answer.get("base64"))
                : ((String) text).getBytes(StandardCharsets.UTF_8);
            in.terminal().out().write(reply, 0, reply.length);
        }
        return 0;
    }

    private static byte[] standardInput(Invocation in) {
        try {
            return in.terminal().in().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] withoutLineEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        if (end == 0) {
            throw new UsageException("the message is empty", "usage: " + Commands.of("send").usage());
        }
        return Arrays.copyOf(bytes, end);
    }

    private static void putMessage(Map<String, Object> args, byte[] message) {
        try {
            args.put("message", StandardCharsets.UTF_8.newDecoder()
                .decode(ByteBuffer.wrap(message)).toString());
        } catch (CharacterCodingException notText) {
            args.put("base64", Base64.getEncoder().encodeToString(message));
        }
    }

    static int show(Invocation in, List<String> words) {
        checkNames("show", words);
        List<?> all = (List<?>) ask(in, "show", Map.of("names", words));
        in.print(Json.pretty(all.size() == 1 ? all.getFirst() : all));
        return 0;
    }

    static int stats(Invocation in, List<String> words) {
        checkNames("stats", words);
        boolean first = true;
        for (Object row : (List<?>) ask(in, "stats", Map.of("names", words))) {
            if (!first) {
                in.print("");
            }
            first = false;
            ((Map<?, ?>) row).forEach((key, value) -> in.print(key + ":" + value));
        }
        return 0;
    }

    static int logs(Invocation in, List<String> words) {
        boolean follow = false;
        long lines = 100;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-f") || word.equals("--follow")) {
                follow = true;
            } else if (word.equals("-n") && i + 1 < words.size()) {
                lines = count(words.get(++i));
            } else {
                throw unknown("logs", word);
            }
        }
        try (ControlClient client = ControlClient.connect(in.socket())) {
            Object last = client.ask("logs", Map.of("lines", lines, "follow", follow),
                (event, line) -> in.print(String.valueOf(line)));
            if (last instanceof List<?> list) {
                list.forEach(line -> in.print(String.valueOf(line)));
            }
        }
        return 0;
    }

    private static long count(String word) {
        if (word.isEmpty() || word.length() > 9 || !word.chars().allMatch(Character::isDigit)) {
            throw usage("logs", "-n: a number of lines expected, got '" + word + "'");
        }
        return Long.parseLong(word);
    }

    private static void checkNames(String command, List<String> words) {
        if (words.isEmpty()) {
            throw usage(command, "the name of a runtime expected");
        }
        for (String word : words) {
            if (word.startsWith("-")) {
                throw unknown(command, word);
            }
        }
    }

    /** @throws EngineException the engine's refusal, or ECONNECT without an engine */
    static Object ask(Invocation in, String command, Map<String, ?> args) {
        try (ControlClient client = ControlClient.connect(in.socket())) {
            return client.ask(command, args);
        }
    }

    /** The user's own: the engine may run in another. */
    static String directory() {
        return Path.of("").toAbsolutePath().toString();
    }

    private static UsageException usage(String command, String message) {
        return new UsageException(message, "usage: " + Commands.of(command).usage());
    }

    private static UsageException unknown(String command, String word) {
        return usage(command, (word.startsWith("-") ? "unknown flag '" : "nothing expected, got '")
            + word + "'");
    }
}
