package dev.socketley.engine.tls;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/**
 * What full handshakes take most of their time for, X25519 and signatures with P-256, for the TLS of
 * the JDK: its own arithmetic takes twice as long as Bouncy Castle's. <b>Thread:</b> any.
 */
final class Curves extends Provider {
    private static final long serialVersionUID = 1;
    private static final String X25519 = "org.bouncycastle.jcajce.provider.asymmetric.edec.";
    private static final Curves ONLY = new Curves();

    private Curves() {
        super("SocketleyCurves", "1", "X25519 and signatures with P-256 by Bouncy Castle");
        for (String name : List.of("XDH", "X25519")) {
            for (String type : List.of("KeyPairGenerator", "KeyAgreement", "KeyFactory")) {
                put(type + '.' + name, X25519 + type + "Spi$" + name);
            }
        }
        putService(new Service(this, "Signature", "SHA256withECDSA", P256Signature.class.getName(), null,
                Map.of("SupportedKeyClasses", "java.security.interfaces.ECPrivateKey")) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new P256Signature();
            }
        });
    }

    /** Puts them before the JDK's, for all that asks the JDK from now on. */
    static void prefer() {
        Security.insertProviderAt(ONLY, 1); // nothing happens the second time
    }
}
