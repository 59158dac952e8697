package dev.socketley.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One word per concept (house-style 2.5), where a pattern can tell. */
final class Naming {
    private static final Pattern TYPE =
        Pattern.compile("(\\bpublic\\s+)?[\\w\\s]*\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");

    private record Ban(Pattern bad, String instead) {}

    private static final List<Ban> TYPES = List.of(
        ban("\\w*(Manager|Helper|Util|Utils|Utility)$", "name the concept, not that it helps"),
        ban("\\w*Acceptor\\w*", "say listener"),
        ban("\\w*(Upstream|Origin)\\w*", "say backend"),
        ban("\\w*(Packet)\\w*", "say frame on the wire, message to the user"),
        ban("\\w*(Throttl)\\w*", "say rate limit, or backpressure"),
        ban("\\w*(Quiesce|Graceful)\\w*", "say drain"),
        ban("\\w*(Breaker)\\w*", "say circuit"),
        ban("\\w*(Serializer|Deserializer)$", "say encoder, decoder"),
        ban("I[A-Z][a-z]\\w*", "an interface has no prefix"),
        ban("Abstract\\w+|Base\\w+(?<!Lib)$", "name what it is"));

    static final List<Rule> ALL = List.of(
        new Rule("types use the words of house-style 2.5", SourceFile::isMainJava, Naming::types),
        new Rule("accessors have no get", SourceFile::isMainJava, Naming::accessors),
        new Rule("no synonyms in methods and fields", SourceFile::isMainJava, Bans.grep(
            SourceFile::code, "\\b\\w*([uU]pstream|[tT]hrottl)\\w*\\b",
            "say backend, rate limit or backpressure")));

    private Naming() {}

    private static Ban ban(String regex, String instead) {
        return new Ban(Pattern.compile(regex), instead);
    }

    private static List<Finding> types(SourceFile file) {
        List<Finding> out = new ArrayList<>();
        Matcher m = TYPE.matcher(file.code());
        while (m.find()) {
            int line = file.lineAt(m.start(2));
            String name = m.group(2);
            for (Ban ban : TYPES) {
                if (ban.bad.matcher(name).matches()) {
                    out.add(file.at(line, name + ": " + ban.instead));
                }
            }
            if (m.group(1) != null && name.endsWith("Impl")) {
                out.add(file.at(line, name + ": an implementation with a vague name stays hidden"));
            }
        }
        return out;
    }

    private static List<Finding> accessors(SourceFile file) {
        List<Finding> out = new ArrayList<>();
        for (JavaMethods.Method m : JavaMethods.of(file.code())) {
            boolean accessor = m.parameters() == 0 && m.name().matches("get[A-Z]\\w*")
                && !m.header().contains("@Override");
            if (accessor) {
                String better = m.name().substring(3, 4).toLowerCase() + m.name().substring(4);
                out.add(file.at(m.line(), "say " + better + "()"));
            }
        }
        return out;
    }
}
