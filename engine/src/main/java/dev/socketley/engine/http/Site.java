package dev.socketley.engine.http;

import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.http.HttpDate;
import dev.socketley.engine.protocol.http.MediaTypes;
import dev.socketley.engine.protocol.http.SitePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;

/**
 * The files below a directory, found by the paths of requests. Files are looked at on virtual
 * threads; what was found a moment ago is answered at once.
 *
 * <p><b>Thread:</b> any. <b>Bounds:</b> {@code http-cache-bytes-max} for what is kept.
 */
public final class Site {
    /** What a path leads to: a file, or a directory whose slash is missing, or nothing. */
    record Found(SiteFile file, boolean slashMissing) {
        static final Found NOTHING = new Found(null, false);
    }

    /** Files up to this are kept whether or not the site is cached: reading them costs more. */
    private static final int SMALL_BYTES = 64 << 10;
    /** Longer pages get no script, longer texts are not compressed. */
    private static final int WORKED_BYTES_MAX = 4 << 20;
    private static final int GZIP_BYTES_MIN = 512;
    private static final byte[] SCRIPT = ("<script>const socketley=new WebSocket("
        + "(location.protocol==='https:'?'wss://':'ws://')+location.host);</script>")
        .getBytes(StandardCharsets.US_ASCII);

    private final SiteSettings settings;
    private final LongSupplier clock;
    private final Path root;
    private final Map<String, SiteFile> files = new ConcurrentHashMap<>();
    /** Looks at files that are known, by their paths. */
    private final Map<String, Look> looks = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();

    /** A look that is under way, and who waits for what it finds. */
    private static final class Look {
        private final long begunNanos;
        private List<Consumer<Found>> waiting = new ArrayList<>(2);

        Look(long begunNanos) {
            this.begunNanos = begunNanos;
        }

        /** Waits too; false when it is over. */
        synchronized boolean tryWait(Consumer<Found> then) {
            return waiting != null && waiting.add(then);
        }

        synchronized List<Consumer<Found>> end() {
            List<Consumer<Found>> all = waiting;
            waiting = null;
            return all;
        }
    }

    /** @throws IOException if the directory is not there */
    public Site(SiteSettings settings) throws IOException {
        this(settings, System::nanoTime);
    }

    /** @param clock as {@link System#nanoTime} */
    Site(SiteSettings settings, LongSupplier clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.root = settings.root().toRealPath();
        if (!Files.isDirectory(root)) {
            throw new NotDirectoryException(root.toString());
        }
    }

    SiteSettings settings() {
        return settings;
    }

    /**
     * Finds what a request's path leads to. What is asked for often is looked at before it has to
     * be, so that nobody waits for that.
     *
     * @param page whether a page may stand in for what is not there
     * @param then called at once, or on a virtual thread
     */
    void find(String path, boolean page, Consumer<Found> then) {
        SiteFile known = files.get(path);
        if (known == null) {
            Thread.startVirtualThread(() -> then.accept(look(path, page, null)));
            return;
        }
        long now = clock.getAsLong();
        long age = now - known.checked();
        if (age < settings.checkNanos()) {
            then.accept(new Found(known, false));
            if (age > settings.checkNanos() / 2 && !looks.containsKey(path)) {
                begin(new Look(now), path, known);
            }
        } else {
            Look own = new Look(now);
            own.tryWait(found -> then.accept(
                page && found.file() == null && !found.slashMissing() ? look(path, true, null) : found));
            join(own, path, known);
        }
    }

    /** Waits for the look that is under way, if it is not too old, or for one of its own. */
    private void join(Look own, String path, SiteFile known) {
        Look other = looks.get(path);
        Consumer<Found> then = own.waiting.getFirst();
        if (other == null || own.begunNanos - other.begunNanos >= settings.checkNanos()
                || !other.tryWait(then)) {
            begin(own, path, known);
        }
    }

    private void begin(Look look, String path, SiteFile known) {
        looks.putIfAbsent(path, look);
        Thread.startVirtualThread(() -> {
            Found found = Found.NOTHING;
            try {
                found = look(path, false, known);
            } finally {
                looks.remove(path, look);
                Found seen = found;
                look.end().forEach(then -> then.accept(seen));
            }
        });
    }

    private Found look(String path, boolean page, SiteFile known) {
        try {
            SitePath names = SitePath.of(path, settings.hidden());
            Found found = names == null ? Found.NOTHING : look(names, known);
            if (found.file() == null && !found.slashMissing() && page && names != null
                    && !settings.fallback().isEmpty()) {
                return new Found(fallback(), false);
            }
            keep(path, found.file());
            return found;
        } catch (NoSuchFileException | NotDirectoryException | InvalidPathException e) {
            keep(path, null);
            return Found.NOTHING;
        } catch (IOException e) {
            Log.warn("file_failed", "path", path, "cause", e);
            return Found.NOTHING;
        }
    }

    /** Read once, whatever the paths that it stands in for. */
    private SiteFile fallback() throws IOException {
        String place = '/' + settings.fallback();
        SiteFile page = load(root.resolve(settings.fallback()), files.get(place));
        keep(place, page);
        return page;
    }

    private Found look(SitePath path, SiteFile known) throws IOException {
        Path file = root;
        for (String name : path.names()) {
            file = file.resolve(name);
        }
        if (!Files.exists(file)) {
            return Found.NOTHING;
        }
        if (Files.isDirectory(file)) {
            return path.isDirectory() ? new Found(directory(file, path, known), false)
                : new Found(null, real(file) != null);
        }
        return path.isDirectory() ? Found.NOTHING : new Found(load(file, known), false);
    }

    /** The file that stands for a directory, or else the page of its names where that is wanted. */
    private SiteFile directory(Path directory, SitePath path, SiteFile known) throws IOException {
        SiteFile index = load(directory.resolve(settings.index()), known);
        Path real = index == null && settings.listing() > 0 ? real(directory) : null;
        if (real == null) {
            return index;
        }
        byte[] page = Listing.page(root, real, String.join("/", path.names()), settings);
        String stamp = Integer.toHexString(Arrays.hashCode(page)) + "-"
            + Integer.toHexString(page.length);
        if (known != null && known.stamp().equals(stamp)) {
            return known.checkedAgain(clock.getAsLong());
        }
        Instant modified = Files.getLastModifiedTime(real).toInstant()
            .truncatedTo(ChronoUnit.SECONDS);
        return new SiteFile(real, page.length, stamp, modified, HttpDate.format(modified),
            "text/html; charset=utf-8", direct(page), null, null, null, "", clock.getAsLong());
    }

    /** Where a path really leads, or null when that is outside of the site. */
    private Path real(Path file) throws IOException {
        Path real = file.toRealPath();
        return real.startsWith(root) ? real : null;
    }

    /** Reads what has to be known of a file; null when it is none that is served. */
    private SiteFile load(Path file, SiteFile known) throws IOException {
        Path real = Files.exists(file) ? real(file) : null;
        if (real == null) {
            return null;
        }
        BasicFileAttributes now = Files.readAttributes(real, BasicFileAttributes.class);
        if (!now.isRegularFile() || !Files.isReadable(real)) {
            return null;
        }
        String stamp = SiteFile.stamp(now);
        SiteFile packed = packed(real, now);
        if (known != null && known.stamp().equals(stamp) && known.path().equals(real)
                && same(packed, known.packed())) {
            return known.checkedAgain(clock.getAsLong());
        }
        return read(real, now, stamp, packed);
    }

    private static boolean same(SiteFile a, SiteFile b) {
        return a == null ? b == null : b != null && a.stamp().equals(b.stamp());
    }

    private SiteFile read(Path real, BasicFileAttributes now, String stamp, SiteFile packed)
            throws IOException {
        String type = MediaTypes.of(real.getFileName().toString());
        boolean page = settings.script() && type.startsWith("text/html");
        boolean kept = now.size() <= SMALL_BYTES
            || settings.cached() && now.size() <= settings.cacheBytes()
            || page && now.size() <= WORKED_BYTES_MAX;
        byte[] content = kept ? Files.readAllBytes(real) : null;
        if (content != null && page) {
            content = withScript(content);
        }
        boolean compress = settings.gzip() && content != null && (packed == null || page)
            && MediaTypes.isText(type) && content.length >= GZIP_BYTES_MIN
            && content.length <= WORKED_BYTES_MAX;
        Instant modified = now.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
        return new SiteFile(real, now.size(), stamp, modified, HttpDate.format(modified), type,
            direct(content), content == null ? mapped(real, now.size()) : null,
            compress ? direct(compressed(content)) : null, page ? null : packed,
            packed == null ? "" : packed.coding(), clock.getAsLong());
    }

    /** A file's bytes where the kernel keeps them; null when it cannot be mapped. */
    private static MemorySegment mapped(Path real, long bytes) throws IOException {
        try (FileChannel file = FileChannel.open(real)) {
            return file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, Arena.ofAuto());
        } catch (IOException e) {
            Log.debug("file_not_mapped", "path", real, "cause", e);
            return null;
        }
    }

    /** A compressed file beside another that is not older. */
    private SiteFile packed(Path real, BasicFileAttributes now) throws IOException {
        if (!settings.gzip()) {
            return null;
        }
        for (String coding : List.of("gz", "br")) {
            Path beside = real.resolveSibling(real.getFileName() + "." + coding);
            if (Files.isRegularFile(beside) && real(beside) != null) {
                BasicFileAttributes of = Files.readAttributes(beside, BasicFileAttributes.class);
                if (of.lastModifiedTime().compareTo(now.lastModifiedTime()) >= 0) {
                    boolean small = of.size() <= SMALL_BYTES;
                    return new SiteFile(real(beside), of.size(), of.lastModifiedTime().toMillis()
                        + "-" + of.size(), of.lastModifiedTime().toInstant(), "", "",
                        small ? direct(Files.readAllBytes(beside)) : null,
                        small ? null : mapped(beside, of.size()), null, null,
                        coding.equals("gz") ? "gzip" : coding, 0);
                }
            }
        }
        return null;
    }

    /** The script goes before the end of the head, else of the body, else behind everything. */
    static byte[] withScript(byte[] page) {
        String text = new String(page, StandardCharsets.ISO_8859_1);
        int at = indexOf(text, "</head>");
        at = at < 0 ? indexOf(text, "</body>") : at;
        at = at < 0 ? page.length : at;
        ByteArrayOutputStream out = new ByteArrayOutputStream(page.length + SCRIPT.length);
        out.write(page, 0, at);
        out.writeBytes(SCRIPT);
        out.write(page, at, page.length - at);
        return out.toByteArray();
    }

    private static int indexOf(String text, String tag) {
        for (int at = text.indexOf("</"); at >= 0; at = text.indexOf("</", at + 2)) {
            if (text.regionMatches(true, at, tag, 0, tag.length())) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    /** Memory that the kernel reads from without a copy; the collector frees it. */
    private static ByteBuffer direct(byte[] content) {
        return content == null ? null
            : ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer();
    }

    /** Remembers what was found in place of what was known; the oldest go when it is too much. */
    private void keep(String path, SiteFile file) {
        SiteFile before = file == null ? files.remove(path) : files.put(path, file);
        held.addAndGet(weight(path, file) - weight(path, before));
        if (held.get() > settings.cacheBytes()) {
            files.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> e.getValue().checked()))
                .limit(1 + files.size() / 4).map(Map.Entry::getKey).toList()
                .forEach(this::forget);
        }
    }

    /** A path may be spelled in many ways, and whoever asks chooses how. */
    private static long weight(String path, SiteFile file) {
        return file == null ? 0 : 2L * path.length() + file.held();
    }

    private void forget(String path) {
        SiteFile gone = files.remove(path);
        if (gone != null) {
            held.addAndGet(-weight(path, gone));
        }
    }
}
