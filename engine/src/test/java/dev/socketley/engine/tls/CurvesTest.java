package dev.socketley.engine.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is signed and agreed on is what the JDK's own understands. */
class CurvesTest {
    private static final byte[] TEXT = "hello".getBytes(StandardCharsets.US_ASCII);
    private static final String OURS = "SocketleyCurves";

    @BeforeAll
    static void prefer() {
        Curves.prefer();
        Curves.prefer();
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static boolean verifies(KeyPair keys, byte[] signature, byte[] text)
            throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(keys.getPublic());
        assertNotEquals(OURS, verifier.getProvider().getName());
        verifier.update(text);
        return verifier.verify(signature);
    }

    @Test
    void signaturesOfP256AreOursAndOthersTheJdks() throws GeneralSecurityException {
        for (String curve : new String[] {"secp256r1", "secp384r1"}) {
            KeyPair keys = pair(curve);
            for (int i = 0; i < 200; i++) {
                Signature signer = Signature.getInstance("SHA256withECDSA");
                signer.initSign(keys.getPrivate());
                assertEquals(curve.equals("secp256r1"), signer.getProvider().getName().equals(OURS));
                signer.update(TEXT[0]);
                signer.update(TEXT, 1, TEXT.length - 1);
                byte[] made = signer.sign();
                assertTrue(verifies(keys, made, TEXT));
                assertFalse(verifies(keys, made, new byte[] {1}));
                signer.update(TEXT);
                assertTrue(verifies(keys, signer.sign(), TEXT), "a second one of the same object");
            }
        }
    }

    @Test
    void anObjectThatHasSignedVerifiesToo() throws GeneralSecurityException {
        KeyPair keys = pair("secp256r1");
        KeyPair others = pair("secp256r1");
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(TEXT);
        byte[] made = signer.sign();
        for (KeyPair from : new KeyPair[] {keys, others}) {
            signer.initVerify(from.getPublic());
            signer.update(TEXT);
            assertEquals(from == keys, signer.verify(made));
        }
        signer.initVerify(keys.getPublic());
        signer.update(TEXT);
        assertThrows(SignatureException.class, () -> signer.verify(new byte[] {1, 2, 3}));
        KeyPair wider = pair("secp384r1");
        assertThrows(InvalidKeyException.class, () -> signer.initVerify(wider.getPublic()));
    }

    private static KeyPair exchange(String provider) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH", provider);
        generator.initialize(NamedParameterSpec.X25519);
        return generator.generateKeyPair();
    }

    private static byte[] agreed(String provider, Key own, XECPublicKey theirs)
            throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", provider);
        agreement.init(own);
        agreement.doPhase(KeyFactory.getInstance("XDH", provider).generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, theirs.getU())), true);
        return agreement.generateSecret();
    }

    @Test
    void bothAgreeOnTheSameSecret() throws GeneralSecurityException {
        assertEquals(OURS, KeyPairGenerator.getInstance("X25519").getProvider().getName());
        for (int i = 0; i < 200; i++) {
            KeyPair ours = exchange(OURS);
            KeyPair theirs = exchange("SunEC");
            assertArrayEquals(
                agreed("SunEC", theirs.getPrivate(), (XECPublicKey) ours.getPublic()),
                agreed(OURS, ours.getPrivate(), (XECPublicKey) theirs.getPublic()));
        }
    }

    @Test
    void aKeyThatLeavesNoSecretIsRefused() throws GeneralSecurityException {
        KeyPair ours = exchange(OURS);
        XECPublicKey nothing = (XECPublicKey) KeyFactory.getInstance("XDH", "SunEC").generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.ZERO));
        assertThrows(Exception.class, () -> agreed(OURS, ours.getPrivate(), nothing));
    }
}
