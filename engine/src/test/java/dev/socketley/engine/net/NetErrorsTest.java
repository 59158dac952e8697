package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class NetErrorsTest {
    private static EngineException of(String cause, int port) {
        return NetErrors.of(new BindException(cause), new InetSocketAddress("127.0.0.1", port),
            ErrorCode.EIO);
    }

    @Test
    void aPrivilegedPortIsRefusedWithTheReason() {
        EngineException e = of("Permission denied", 1023);
        assertEquals(ErrorCode.EACCES, e.code());
        assertEquals("127.0.0.1:1023: permission denied (ports under 1024 need the right to bind "
            + "them)", e.getMessage());
        assertEquals("127.0.0.1:1024: permission denied",
            of("Permission denied", 1024).getMessage());
    }

    @Test
    void aTakenPortIsNamed() {
        EngineException e = of("bind(..) failed: Address already in use", 9000);
        assertEquals(ErrorCode.EADDRINUSE, e.code());
        assertEquals("port 9000 is in use", e.getMessage());
    }

    @Test
    void aCauseWithoutWordsIsNamed() {
        assertEquals("127.0.0.1:9000: BindException", of(null, 9000).getMessage());
    }

    @Test
    void anAddressOfAnotherMachineIsTheCallersMistake() {
        assertEquals(ErrorCode.EINVAL, of("Cannot assign requested address", 1).code());
    }
}
