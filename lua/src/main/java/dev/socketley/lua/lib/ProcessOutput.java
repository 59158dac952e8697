package dev.socketley.lua.lib;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A standard output of the process, which tells why it failed: {@link PrintStream} remembers only
 * that it did. <b>Thread:</b> any.
 */
public final class ProcessOutput extends PrintStream {
    private static volatile Runnable whenUnread = () -> { };

    private final Descriptor to;

    public ProcessOutput(FileDescriptor descriptor) {
        this(new Descriptor(descriptor));
    }

    private ProcessOutput(Descriptor to) {
        super(to, true, StandardCharsets.UTF_8);
        this.to = to;
    }

    /** What is called, on the thread that writes, when whoever reads a pipe of ours has gone. */
    public static void whenUnread(Runnable then) {
        whenUnread = then;
    }

    /** Throws what has failed since the last call. */
    public void throwFailure() throws IOException {
        IOException failure = to.failure;
        if (failure != null) {
            to.failure = null;
            throw failure;
        }
    }

    private static final class Descriptor extends FileOutputStream {
        private volatile IOException failure;

        Descriptor(FileDescriptor descriptor) {
            super(descriptor);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            try {
                super.write(bytes, offset, count);
            } catch (IOException e) {
                failure = e;
                if ("Broken pipe".equals(e.getMessage())) {
                    whenUnread.run();
                }
                throw e;
            }
        }
    }
}
