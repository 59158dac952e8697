package dev.socketley.engine.server;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.ProtocolException;

/**
 * What a server reads for every HTTP request, taken from its options once per change.
 *
 * @param wholeBytesMax longest body that the script gets whole
 * @param stream        whether it gets none whole
 */
record HttpSettings(int headBytesMax, int headFieldsMax, long requestMs, long bodyBytesMax,
        int wholeBytesMax, boolean stream, long bodyRateMin) {

    static HttpSettings of(OptionSet options) {
        long whole = options.get(CommonOptions.MESSAGE_BYTES_MAX);
        long body = options.get(HttpOptions.BODY_BYTES_MAX);
        return new HttpSettings(options.get(HttpOptions.HEAD_BYTES_MAX).intValue(),
            options.get(HttpOptions.HEAD_FIELDS_MAX).intValue(),
            options.get(HttpOptions.REQUEST_TIMEOUT).toMillis(), body == 0 ? whole : body,
            (int) whole, options.get(HttpOptions.BODY_STREAM),
            options.get(HttpOptions.BODY_RATE_MIN));
    }

    ProtocolException tooLong(long bytes) {
        return new ProtocolException(413, "body of " + bytes + " bytes exceeds "
            + (bodyBytesMax == wholeBytesMax ? "message-bytes-max " : "body-bytes-max ")
            + bodyBytesMax);
    }
}
