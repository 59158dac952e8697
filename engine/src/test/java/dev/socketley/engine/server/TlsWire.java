package dev.socketley.engine.server;

import dev.socketley.engine.tls.TestAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** As {@link Wire}, through the TLS of the JDK. */
final class TlsWire implements AutoCloseable {
    final SSLSocket socket;
    private final InputStream in;

    TlsWire(int port, SSLContext context, String... names) throws IOException {
        Socket plain = new Socket("127.0.0.1", port);
        plain.setSoTimeout(60_000);
        socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        if (names.length > 0) {
            parameters.setServerNames(List.of(new SNIHostName(names[0])));
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            plain.close();
            throw e;
        }
        in = socket.getInputStream();
    }

    static SSLContext trusting(X509Certificate authority) {
        return context(authority, null, null);
    }

    static SSLContext context(X509Certificate authority, PrivateKey key, X509Certificate own) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            KeyStore mine = KeyStore.getInstance("PKCS12");
            mine.load(null, null);
            if (key != null) {
                mine.setKeyEntry("own", key, new char[0], new Certificate[] {own});
            }
            keys.init(mine, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows its certificate whoever the server says it believes. */
    static SSLContext showing(X509Certificate authority, TestAuthority.Issued own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            trust.init(trusted);
            context.init(new KeyManager[] {new Stubborn(own)}, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Stubborn extends X509ExtendedKeyManager {
        private final TestAuthority.Issued own;

        Stubborn(TestAuthority.Issued own) {
            this.own = own;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.pair().getPrivate();
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    /** The protocol that is agreed on when these are offered. */
    static String agreed(int port, SSLContext context, String... offered) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }

    /** The version that is agreed on when one is offered. */
    static String version(int port, SSLContext context, String offered) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setEnabledProtocols(new String[] {offered});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    /** A ClientHello of version 1.1 with one cipher of its time. */
    static final byte[] HELLO_OF_TLS_1_1 = HexFormat.of().parseHex("1603020036" + "01000032" + "0302"
        + "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" + "00" + "0004c013002f"
        + "0100" + "0005" + "ff01000100");

    /** A ClientHello of version 1.2 with that cipher, as two bytes in hexadecimal. */
    static byte[] helloOfTls12(String cipher) {
        String extensions = "000a000400020017" + "000b00020100" + "000d00080006040108040403"
            + "00170000" + "ff01000100";
        String body = "0303" + "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
            + "00" + "0002" + cipher + "0100" + length(extensions, 2) + extensions;
        String message = "01" + length(body, 3) + body;
        return HexFormat.of().parseHex("160301" + length(message, 2) + message);
    }

    private static String length(String hex, int bytes) {
        return HexFormat.of().toHexDigits(hex.length() / 2, 2 * bytes);
    }

    SSLSession session() {
        return socket.getSession();
    }

    TlsWire send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    String line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return out.size() == 0 ? null : out.toString(StandardCharsets.ISO_8859_1);
            }
            out.write(c);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
