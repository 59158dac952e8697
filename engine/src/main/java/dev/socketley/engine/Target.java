package dev.socketley.engine;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.HostPort;

/**
 * Where a client or a proxy connects to: an address, or another runtime of this engine, which is
 * looked up at every use so that its restarts and changed ports are seen. <b>Thread:</b> any.
 */
public final class Target {
    private final String text;
    private final HostPort fixed;

    private Target(String text, HostPort fixed) {
        this.text = text;
        this.fixed = fixed;
    }

    /**
     * Reads {@code host:port}, {@code [v6]:port} or a runtime's name.
     *
     * @throws EngineException EINVAL when it is none of them
     */
    public static Target of(String text) {
        HostPort fixed = HostPort.parse(text);
        if (fixed == null) {
            try {
                Registry.checkName(text);
            } catch (EngineException e) {
                throw new EngineException(ErrorCode.EINVAL, "host:port, [v6]:port or the name of "
                    + "a runtime expected, got \"" + text + '"', e);
            }
        }
        return new Target(text, fixed);
    }

    /** Whether it is the name of a runtime. */
    public boolean isRuntime() {
        return fixed == null;
    }

    /** Where it is now, or null for a runtime that is not running or has no port. */
    public HostPort locate(Registry registry) {
        return fixed != null ? fixed : locate(registry.get(text));
    }

    /** Where a runtime is reached from this machine, or null when it is not running. */
    public static HostPort locate(Runtime runtime) {
        if (runtime == null || runtime.state() != RuntimeState.RUNNING || runtime.port() == 0) {
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
