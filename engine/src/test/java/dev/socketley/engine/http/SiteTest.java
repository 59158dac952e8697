package dev.socketley.engine.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
