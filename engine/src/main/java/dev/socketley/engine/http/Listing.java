package dev.socketley.engine.http;

import dev.socketley.engine.protocol.http.Query;
import dev.socketley.engine.protocol.http.SitePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The page of a directory's names, directories first. <b>Bounds:</b> {@code http-listing}. */
final class Listing {
    private record Entry(String name, boolean isDirectory, long bytes) {}

    private Listing() {}

    /**
     * @param root  of the site, a real path
     * @param title the directory's path, without slashes around it
     */
    static byte[] page(Path root, Path directory, String title, SiteSettings settings)
            throws IOException {
        List<Entry> entries = new ArrayList<>();
        boolean isCut = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Entry entry = entry(root, file, settings);
                isCut |= entry != null && entries.size() == settings.listing();
                if (isCut) {
                    break;
                }
                if (entry != null) {
                    entries.add(entry);
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::isDirectory).reversed()
            .thenComparing(Entry::name));
        StringBuilder out = new StringBuilder("<!doctype html><meta charset=\"utf-8\"><title>/")
            .append(escaped(title)).append("</title><h1>/").append(escaped(title))
            .append("</h1><ul>\n");
        if (!title.isEmpty()) {
            out.append("<li><a href=\"../\">../</a>\n");
        }
        entries.forEach(entry -> line(entry, out));
        out.append("</ul>").append(isCut ? "<p>and more</p>\n" : "\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Null for what a request would not find. */
    private static Entry entry(Path root, Path file, SiteSettings settings) throws IOException {
        String name = file.getFileName().toString();
        boolean isText = file.resolveSibling(name).equals(file); // else its bytes are no UTF-8
        if (!isText || !SitePath.isName(name, settings.hidden()) || !Files.isReadable(file)
                || !file.toRealPath().startsWith(root)) {
            return null;
        }
        boolean directory = Files.isDirectory(file);
        return directory || Files.isRegularFile(file)
            ? new Entry(name, directory, directory ? 0 : Files.size(file)) : null;
    }

    private static void line(Entry entry, StringBuilder out) {
        String slash = entry.isDirectory ? "/" : "";
        out.append("<li><a href=\"./").append(new String(
            Query.encode(entry.name.getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII))
            .append(slash).append("\">").append(escaped(entry.name)).append(slash).append("</a>");
        if (!entry.isDirectory) {
            out.append(' ').append(entry.bytes);
        }
        out.append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            .replace("\"", "&quot;");
    }
}
