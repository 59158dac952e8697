package dev.socketley.engine.server;

import dev.socketley.engine.HttpLimitOptions;
import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.http.Site;
import dev.socketley.engine.http.SiteSettings;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * What a server reads for every HTTP request, taken from its options once per change.
 *
 * @param wholeBytesMax longest body that the script gets whole
 * @param stream        whether it gets none whole
 */
record HttpSettings(int headBytesMax, int headFieldsMax, long requestMs, long bodyBytesMax,
        int wholeBytesMax, boolean stream, long bodyRateMin, long sendMs, long keepAliveMs) {

    static HttpSettings of(OptionSet options) {
        long whole = options.get(CommonOptions.MESSAGE_BYTES_MAX);
        long body = options.get(HttpOptions.BODY_BYTES_MAX);
        return new HttpSettings(options.get(HttpLimitOptions.HEAD_BYTES_MAX).intValue(),
            options.get(HttpOptions.HEAD_FIELDS_MAX).intValue(),
            options.get(HttpLimitOptions.REQUEST_TIMEOUT).toMillis(), body == 0 ? whole : body,
            (int) whole, options.get(HttpOptions.BODY_STREAM),
            options.get(HttpOptions.BODY_RATE_MIN),
            options.get(HttpLimitOptions.SEND_TIMEOUT).toMillis(),
            options.get(HttpLimitOptions.KEEPALIVE_TIMEOUT).toMillis());
    }

    /**
     * The files to serve, or null.
     *
     * @throws EngineException EINVAL when the directory is not there
     */
    static Site site(OptionSet options) {
        String directory = options.get(HttpOptions.HTTP_DIR);
        if (directory.isEmpty()) {
            if (!options.get(HttpOptions.HTTP_FALLBACK).isEmpty()) {
                throw new EngineException(ErrorCode.EINVAL, "http_fallback: not without http_dir");
            }
            return null;
        }
        try {
            return new Site(new SiteSettings(Path.of(directory),
                options.get(HttpOptions.HTTP_INDEX), options.get(HttpOptions.HTTP_FALLBACK),
                options.get(HttpOptions.HTTP_CACHE), options.get(HttpOptions.HTTP_CACHE_BYTES_MAX),
                options.get(HttpOptions.HTTP_CHECK_MS).toNanos(),
                options.get(HttpOptions.HTTP_SCRIPT), options.get(HttpOptions.HTTP_GZIP),
                options.get(HttpOptions.HTTP_HIDDEN),
                options.get(HttpOptions.HTTP_MAX_AGE).toSeconds(),
                options.get(HttpOptions.HTTP_LISTING).intValue()));
        } catch (IOException | InvalidPathException e) {
            throw new EngineException(ErrorCode.EINVAL,
                "http_dir: no such directory: " + directory);
        }
    }

    ProtocolException tooLong(long bytes) {
        return new ProtocolException(413, "body of " + bytes + " bytes exceeds "
            + (bodyBytesMax == wholeBytesMax ? "message-bytes-max " : "body-bytes-max ")
            + bodyBytesMax);
    }
}
