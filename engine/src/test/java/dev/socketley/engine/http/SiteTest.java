package dev.socketley.engine.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
    @TempDir
    Path directory;

    private static SiteFile find(Site site, String path) {
        CompletableFuture<Site.Found> found = new CompletableFuture<>();
        site.find(path, true, found::complete);
        return found.orTimeout(60, TimeUnit.SECONDS).join().file();
    }

    private SiteSettings checkedEvery(long nanos) {
        return new SiteSettings(directory, "index.html", "", false, 1 << 20, nanos, false, true,
            false, 0, 0);
    }

    private static String text(SiteFile file) {
        return StandardCharsets.UTF_8.decode(file.content().duplicate()).toString();
    }

    @Test
    void allThatAskAtOnceShareOneLook() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "before");
        AtomicLong clock = new AtomicLong();
        Site site = new Site(checkedEvery(1000), clock::get);
        assertEquals("before", text(find(site, "/a.txt")));
        for (int round = 1; round <= 20; round++) {
            Files.writeString(file, "x".repeat(round));
            clock.addAndGet(1000);
            List<CompletableFuture<Site.Found>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Site.Found> found = new CompletableFuture<>();
                all.add(found);
                site.find("/a.txt", false, found::complete);
            }
            SiteFile first = all.getFirst().orTimeout(20, TimeUnit.SECONDS).join().file();
            assertEquals("x".repeat(round), text(first));
            all.forEach(other ->
                assertSame(first, other.orTimeout(20, TimeUnit.SECONDS).join().file()));
        }
    }

    @Test
    void whatIsAskedForOftenIsLookedAtBeforeAnybodyHasToWait() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "before");
        AtomicLong clock = new AtomicLong();
        Site site = new Site(checkedEvery(1000), clock::get);
        assertEquals("before", text(find(site, "/a.txt")));
        Files.writeString(file, "after");
        clock.set(500);
        assertEquals("before", text(find(site, "/a.txt")));
        clock.set(501);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (String seen = "before"; seen.equals("before"); ) {
            AtomicReference<Site.Found> found = new AtomicReference<>();
            site.find("/a.txt", false, found::set);
            seen = text(found.get().file()); // nobody waits
            assertTrue(System.nanoTime() < deadline, "it is never looked at");
            Thread.onSpinWait();
        }
    }

    @Test
    void aFallbackIsReadOnceForAllPathsThatItStandsInFor() throws IOException {
        Path page = Files.writeString(directory.resolve("app.html"), "<p>app</p>");
        Site site = new Site(new SiteSettings(directory, "index.html", "app.html", false, 1 << 20,
            0, false, true, false, 0, 0));
        SiteFile first = find(site, "/some/page");
        assertSame(first.content(), find(site, "/other").content());
        assertSame(first.content(), find(site, "/app.html").content());
        Files.writeString(page, "<p>changed</p>");
        assertEquals("<p>changed</p>", StandardCharsets.UTF_8.decode(
            find(site, "/other").content().duplicate()).toString());
    }
}
