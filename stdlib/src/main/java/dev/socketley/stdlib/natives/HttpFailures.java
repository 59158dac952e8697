package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What the HTTP client throws, in words. */
final class HttpFailures {
    private HttpFailures() {}

    static EngineException of(Throwable cause, String url, long timeoutMs, long bytesMax) {
        URI uri = URI.create(url);
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
                return new EngineException(ErrorCode.ERESOLVE,
                    "host '" + uri.getHost() + "' does not resolve");
            }
            if (t instanceof TimeoutException) {
                return new EngineException(ErrorCode.ETIMEOUT,
                    "timed out: timeout_ms=" + timeoutMs);
            }
            if (t instanceof SSLException) {
                return new EngineException(ErrorCode.ECONNECT,
                    "TLS with '" + uri.getHost() + "' failed: " + reason(t));
            }
            if (t instanceof ConnectException && !hides(t)) {
                return new EngineException(ErrorCode.ECONNECT,
                    "connection refused: " + uri.getHost() + ":" + port(uri));
            }
            if (t instanceof IOException && String.valueOf(t.getMessage()).contains("capacity")) {
                return new EngineException(ErrorCode.ELIMIT,
                    "response body exceeds body_bytes_max=" + bytesMax);
            }
        }
        return new EngineException(ErrorCode.ECONNECT, "request failed: " + reason(cause));
    }

    /** An unresolved host comes as a ConnectException around the real reason. */
    private static boolean hides(Throwable t) {
        return t.getCause() instanceof UnresolvedAddressException
            || t.getCause() != null && hides(t.getCause());
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static String reason(Throwable t) {
        Throwable deepest = t;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName()
            : deepest.getMessage();
    }
}
