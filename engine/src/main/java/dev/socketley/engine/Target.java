package dev.socketley.engine;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.HostPort;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a client or a proxy connects to: an address, or another runtime of this engine, which is
 * looked up at every use so that its restarts and changed ports are seen. <b>Thread:</b> any.
 */
public final class Target {
    /** What may be in front of a place. */
    private record Scheme(String prefix, boolean secure, int defaultPort) {}

    private static final List<Scheme> SCHEMES = List.of(new Scheme("tls://", true, 0),
        new Scheme("tcp://", false, 0), new Scheme("https://", true, 443),
        new Scheme("http://", false, 80));

    private final String text;
    private final String runtime;
    private final HostPort fixed;
    private final boolean secure;

    private Target(String text, String runtime, HostPort fixed, boolean secure) {
        this.text = text;
        this.runtime = runtime;
        this.fixed = fixed;
        this.secure = secure;
    }

    /**
     * Reads {@code host:port}, {@code [v6]:port}, {@code unix:/path} or a runtime's name, each with
     * or without {@code tls://} or another scheme in front.
     *
     * @throws EngineException EINVAL when it is none of them
     */
    public static Target of(String text) {
        Scheme scheme = SCHEMES.stream().filter(s -> text.startsWith(s.prefix)).findFirst()
            .orElse(new Scheme("", false, 0));
        String place = text.substring(scheme.prefix.length());
        HostPort fixed = HostPort.parse(place);
        if (fixed == null && scheme.defaultPort > 0) {
            fixed = HostPort.parse(place.replaceFirst("/$", "") + ":" + scheme.defaultPort);
        }
        if (fixed == null) {
            try {
                Registry.checkName(place);
            } catch (EngineException e) {
                throw new EngineException(ErrorCode.EINVAL, "host:port, [v6]:port, unix:/path or "
                    + "the name of a runtime expected, got \"" + text + '"', e);
            }
        }
        return new Target(text, place, fixed, scheme.secure);
    }

    /** Whether it asks for TLS. */
    public boolean isSecure() {
        return secure;
    }

    /** The name of the runtime that it is, or null. */
    public String runtime() {
        return fixed == null ? runtime : null;
    }

    /** Where it is now, or null for a runtime that is not running or has no port. */
    public HostPort locate(Registry registry) {
        return fixed != null ? fixed : locate(registry.get(runtime));
    }

    /** Where a runtime is reached from this machine, or null when it is not running. */
    public static HostPort locate(Runtime runtime) {
        if (runtime == null || runtime.state() != RuntimeState.RUNNING) {
            return null;
        }
        String unix = runtime.option(ListenOptions.UNIX);
        if (!unix.isEmpty()) {
            return HostPort.parse("unix:" + Path.of(unix).toAbsolutePath());
        }
        if (runtime.port() == 0) {
            return null;
        }
        String bind = runtime.option(CommonOptions.BIND);
        boolean everywhere = bind.isEmpty() || bind.equals("0.0.0.0") || bind.equals("::");
        return new HostPort(everywhere ? "127.0.0.1" : bind, runtime.port());
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
