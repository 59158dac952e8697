package dev.socketley.stdlib.natives;

import dev.socketley.engine.log.Log;
import dev.socketley.lua.LuaTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that takes its name when all of it is there. It is dropped with the task that uploads it,
 * however that ends.
 *
 * <p><b>Thread:</b> any; it blocks, but for {@link #leaveTask}, which is for the script's loop.
 */
final class Upload {
    private final LuaTask task;
    private final Runnable withTask = () -> Thread.startVirtualThread(this::drop);
    private Path path;
    private Path temporary;
    private FileChannel channel;
    private boolean over;

    /** @param task that uploads */
    Upload(LuaTask task) {
        this.task = task;
        task.atEnd(withTask);
    }

    /** The end of its task is not its own any more. */
    void leaveTask() {
        task.notAtEnd(withTask);
    }

    synchronized void create(Path file) throws IOException {
        if (over) {
            return;
        }
        if (file.getParent() == null || Files.isDirectory(file)) {
            throw new FileSystemException(file + ": is a directory");
        }
        path = file;
        // Not Files.createTempFile: the file is for whom the process's umask says.
        Path made = path.resolveSibling(".upload-"
            + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
        channel = FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        temporary = made;
    }

    synchronized void append(byte[] bytes) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        while (from.hasRemaining() && !over) {
            channel.write(from);
        }
    }

    /** @param keep whether the file takes its name or goes */
    synchronized void finish(boolean keep) throws IOException {
        if (over) {
            return;
        }
        over = true;
        if (channel != null) {
            channel.close();
        }
        if (temporary == null) {
            return;
        }
        try {
            if (keep) {
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void drop() {
        try {
            finish(false);
        } catch (IOException e) {
            Log.warn("upload_leftover", "path", temporary, "cause", e);
        }
    }
}
