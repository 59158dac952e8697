package dev.socketley.engine;

import java.util.Locale;

/**
 * Where a runtime is in its life.
 *
 * <pre>
 * CREATED ─start─► RUNNING ─stop─► STOPPED ─start─► RUNNING
 *     └──────── start fails ─► FAILED ─start─► RUNNING
 * </pre>
 */
public enum RuntimeState {
    CREATED, RUNNING, STOPPED, FAILED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
