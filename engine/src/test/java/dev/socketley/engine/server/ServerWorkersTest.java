package dev.socketley.engine.server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** All that holds for a server holds for one whose connections are on other loops. */
class ServerWorkersTest {
    @BeforeEach
    void workers() {
        ServerFixture.WORKERS.set(2L);
    }

    @AfterEach
    void none() {
        ServerFixture.WORKERS.remove();
    }

    @Nested
    class Lines extends ServerLineTest {}

    @Nested
    class Modes extends ServerModesTest {}

    @Nested
    class Http extends ServerHttpTest {}

    @Nested
    class WebSockets extends ServerWebSocketTest {}

    /** But for what {@code send} knows: what becomes of a message is known at its connection. */
    @Nested
    class WebSocketLife extends ServerWebSocketLifeTest {
        @Override
        void whatWaitsBehindAPartIsBounded() {}

        @Override
        void aSlowReaderIsToldOfAndLosesMessagesInsteadOfItsConnection() {}
    }

    @Nested
    class Topics extends ServerTopicsTest {}

    @Nested
    class Framing extends ServerFramingTest {}

    @Nested
    class Routes extends ServerRoutesTest {}

    @Nested
    class Attacks extends ServerAttackTest {}

    @Nested
    class Links extends ServerLinksTest {}

    @Nested
    class Counters extends ServerCountersTest {}
}
