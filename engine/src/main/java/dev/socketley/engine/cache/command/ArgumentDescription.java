package dev.socketley.engine.cache.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Arguments as {@code COMMAND DOCS} shows them to clients, which make hints of them: the words of an
 * option as tokens, what goes behind them as arguments of their own.
 */
final class ArgumentDescription {
    private static final Pattern TOKEN = Pattern.compile("[A-Z][A-Z-]*");
    private static final List<String> INTEGERS = List.of("seconds", "milliseconds", "count",
        "offset", "number", "unix-time-seconds", "unix-time-milliseconds", "rank", "len",
        "num-matches", "limit");

    private ArgumentDescription() {
    }

    static Reply of(Arg arg) {
        List<Reply> flags = new ArrayList<>();
        if (arg.optional()) {
            flags.add(Reply.status("optional"));
        }
        if (arg.multiple()) {
            flags.add(Reply.status("multiple"));
        }
        if (arg.kind() != Arg.Kind.WORDS) {
            return argument(arg.name(), type(arg.kind()), null, List.of(), flags);
        }
        List<Reply> choices =
            Arrays.stream(arg.name().split("\\|")).map(each -> words(each.strip())).toList();
        return choices.size() == 1 ? words(arg.name(), flags)
            : argument("option", "oneof", null, choices, flags);
    }

    private static Reply words(String option) {
        return words(option, List.of());
    }

    /** {@code WORD}, {@code WORD argument}, or {@code WORD argument argument}. */
    private static Reply words(String option, List<Reply> flags) {
        String[] words = option.split(" +");
        boolean isToken = TOKEN.matcher(words[0]).matches();
        String token = isToken ? words[0] : null;
        if (words.length == 1) {
            return isToken
                ? argument(words[0].toLowerCase(Locale.ROOT), "pure-token", token, List.of(), flags)
                : argument(words[0], "string", null, List.of(), flags);
        }
        if (words.length == 2 && isToken) {
            return argument(words[1], typeOf(words[1]), token, List.of(), flags);
        }
        List<Reply> parts = new ArrayList<>();
        for (int i = isToken ? 1 : 0; i < words.length; i++) {
            parts.add(words(words[i]));
        }
        return argument(words[0].toLowerCase(Locale.ROOT), "block", token, parts, flags);
    }

    private static Reply argument(
            String name, String type, String token, List<Reply> parts, List<Reply> flags) {
        List<Reply> fields = new ArrayList<>(List.of(
            Reply.bulk("name"), Reply.bulk(name), Reply.bulk("type"), Reply.bulk(type)));
        if (parts.isEmpty()) {
            fields.add(Reply.bulk("display_text"));
            fields.add(Reply.bulk(name));
        }
        if (token != null) {
            fields.add(Reply.bulk("token"));
            fields.add(Reply.bulk(token));
        }
        if (!flags.isEmpty()) {
            fields.add(Reply.bulk("flags"));
            fields.add(Reply.set(flags));
        }
        if (!parts.isEmpty()) {
            fields.add(Reply.bulk("arguments"));
            fields.add(Reply.array(parts));
        }
        return Reply.map(fields);
    }

    private static String typeOf(String name) {
        return name.equals("pattern") ? "pattern" : name.equals("key") ? "key"
            : INTEGERS.contains(name) ? "integer" : "string";
    }

    private static String type(Arg.Kind kind) {
        return switch (kind) {
            case KEY -> "key";
            case INTEGER, NUMKEYS -> "integer";
            case DOUBLE -> "double";
            case PATTERN -> "pattern";
            case STRING, WORDS -> "string";
        };
    }
}
