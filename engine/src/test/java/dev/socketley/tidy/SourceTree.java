package dev.socketley.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Every text file that belongs to the repository, read once. Build output is not part of it. */
final class SourceTree {
    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", ".vscode",
        "node_modules");
    private static final Set<String> TEXT = Set.of("java", "lua", "md", "xml", "txt", "sh", "c",
        "json", "yml", "yaml", "properties", "html", "sql");
    private static final List<SourceFile> FILES = read(root());

    private SourceTree() {}

    static List<SourceFile> all() {
        return FILES;
    }

    static List<SourceFile> where(Predicate<SourceFile> wanted) {
        return FILES.stream().filter(wanted).toList();
    }

    /** The folder that holds the reactor's pom. */
    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("engine/pom.xml"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no folder above holds engine/pom.xml");
        }
        return at;
    }

    private static List<SourceFile> read(Path root) {
        List<SourceFile> out = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                    boolean skip = SKIPPED.contains(dir.getFileName().toString());
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                        throws IOException {
                    if (a.isRegularFile() && isText(file)) {
                        String path = root.relativize(file).toString();
                        out.add(SourceFile.of(path, Files.readString(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.sort(Comparator.comparing(SourceFile::path));
        return out;
    }

    private static boolean isText(Path file) throws IOException {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot > 0) {
            return TEXT.contains(name.substring(dot + 1));
        }
        try (var in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(2);
            return head.length == 2 && head[0] == '#' && head[1] == '!';
        }
    }
}
