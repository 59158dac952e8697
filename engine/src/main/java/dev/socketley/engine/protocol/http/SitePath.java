package dev.socketley.engine.protocol.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request as names below a directory. Percent signs are undone once; what could mean
 * another place, or more than one thing, is refused. <b>Thread:</b> any.
 *
 * @param names       from the outside in, none of them empty, {@code .} or {@code ..}
 * @param isDirectory whether the path ends with a slash
 */
public record SitePath(List<String> names, boolean isDirectory) {
    private static final int NAMES_MAX = 64;

    /**
     * Reads a path.
     *
     * @param path   as sent, each byte a character
     * @param hidden whether names may begin with a dot
     * @return null for a path that leads nowhere
     */
    public static SitePath of(String path, boolean hidden) {
        if (!path.startsWith("/")) {
            return null;
        }
        byte[] raw = path.getBytes(StandardCharsets.ISO_8859_1);
        String text = text(Query.decode(raw, 1, raw.length, false));
        if (text == null) {
            return null;
        }
        List<String> names = new ArrayList<>();
        String[] parts = text.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (last && parts[i].isEmpty()) {
                return new SitePath(names, true);
            }
            if (!isName(parts[i], hidden) || names.size() == NAMES_MAX) {
                return null;
            }
            names.add(parts[i]);
        }
        return new SitePath(names, false);
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether a file of that name can be asked for. */
    public static boolean isName(String name, boolean hidden) {
        boolean dots = name.equals(".") || name.equals("..");
        boolean veiled = name.startsWith(".") && !hidden && !name.equals(".well-known");
        return !name.isEmpty() && !dots && !veiled
            && name.chars().allMatch(c -> c >= ' ' && c != 127 && c != '\\');
    }
}
