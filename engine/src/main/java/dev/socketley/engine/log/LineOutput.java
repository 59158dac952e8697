package dev.socketley.engine.log;

import java.io.OutputStream;

/** Where the process shows lines to whoever runs it, such as standard output. <b>Thread:</b> any. */
public interface LineOutput {
    /** Takes whole lines; it may block, and is never closed by who writes to it. */
    OutputStream stream();
}
