package dev.socketley.engine.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a handshake failed, in our words whichever provider it was. <b>Thread:</b> any. */
public final class TlsFailures {
    private TlsFailures() {}

    /** Whether what a pipeline caught is about TLS. */
    public static boolean isTls(Throwable cause) {
        return cause instanceof SSLException
            || cause instanceof DecoderException && cause.getCause() instanceof SSLException;
    }

    /** A phrase that goes on with the name of the peer. */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
            if (cause.getCause() == cause) {
                break;
            }
        }
        Throwable cause = failure;
        while (cause instanceof DecoderException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "TLS failed: " + cause.getMessage();
    }

    private static String known(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        return switch (cause) {
            case CertificateExpiredException e -> "its certificate has expired";
            case CertificateNotYetValidException e -> "its certificate is not valid yet";
            case CertPathBuilderException e -> "its certificate is of no trusted authority";
            case CertificateException e when text.startsWith("No name matching")
                || text.startsWith("No subject alternative") ->
                "its certificate is for another host: " + lower(text);
            case NotSslRecordException e -> "it does not speak TLS";
            case SslHandshakeTimeoutException e -> "the TLS handshake took too long";
            case ClosedChannelException e -> "it closed during the TLS handshake";
            case SSLException e when text.contains("atal alert") ->
                "it refused the TLS handshake: " + text.substring(text.lastIndexOf(": ") + 2);
            default -> null;
        };
    }

    private static String lower(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
