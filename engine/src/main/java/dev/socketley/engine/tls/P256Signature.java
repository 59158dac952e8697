package dev.socketley.engine.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * Signatures of SHA-256 with keys of P-256; all else is left to other providers. One that was asked
 * to sign is asked by the same object to verify.
 */
final class P256Signature extends SignatureSpi {
    private static final ECDomainParameters P256 =
        new ECDomainParameters(CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1));

    private static final SecureRandom RANDOM = new SecureRandom();

    private final MessageDigest digest;
    private final ECDSASigner signer = new ECDSASigner();

    P256Signature() throws NoSuchAlgorithmException {
        digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        engineInitSign(key, RANDOM);
    }

    /** Of another key the next provider is asked. */
    @Override
    protected void engineInitSign(PrivateKey key, SecureRandom random) throws InvalidKeyException {
        ECPrivateKey own = known(ECPrivateKey.class, key);
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(own.getS(), P256),
            random == null ? RANDOM : random));
        digest.reset();
    }

    private static <K extends ECKey> K known(Class<K> type, Key key) throws InvalidKeyException {
        if (!type.isInstance(key) || !type.cast(key).getParams().getOrder().equals(P256.getN())) {
            throw new InvalidKeyException("no key of P-256");
        }
        return type.cast(key);
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        ECPoint point = known(ECPublicKey.class, key).getW();
        try {
            signer.init(false, new ECPublicKeyParameters(P256.getCurve()
                .createPoint(point.getAffineX(), point.getAffineY()), P256));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("no point of P-256", e);
        }
        digest.reset();
    }

    @Override
    protected void engineUpdate(byte b) {
        digest.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int from, int count) {
        digest.update(bytes, from, count);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        BigInteger[] made = signer.generateSignature(digest.digest());
        try {
            return StandardDSAEncoding.INSTANCE.encode(P256.getN(), made[0], made[1]);
        } catch (IOException e) {
            throw new SignatureException(e);
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        try {
            BigInteger[] known = StandardDSAEncoding.INSTANCE.decode(P256.getN(), signature);
            return signer.verifySignature(digest.digest(), known[0], known[1]);
        } catch (IOException | IllegalArgumentException e) {
            throw new SignatureException(e);
        }
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("no parameters");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("no parameters");
    }
}
