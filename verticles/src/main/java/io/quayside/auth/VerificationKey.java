package io.quayside.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an issuer and the one algorithm that it verifies: RS256, ES256 or EdDSA with
 * Ed25519. Nimbus verifies the first two, the JDK the third, for which Nimbus needs a library more.
 */
final class VerificationKey {
  private static final int MIN_RSA_BITS = 2_048;
  private static final String EDDSA = "EdDSA";

  /** The DER form of an Ed25519 key without its last 32 bytes, which are the key (RFC 8410). */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final @Nullable String keyId;
  private final String algorithm;
  private final String thumbprint;
  private final Check check;

  private interface Check {
    boolean verify(byte[] signed, byte[] signature) throws GeneralSecurityException, JOSEException;
  }

  private VerificationKey(JWK key, String algorithm, Check check) throws JOSEException {
    this.keyId = key.getKeyID();
    this.algorithm = algorithm;
    this.thumbprint = key.computeThumbprint().toString();
    this.check = check;
  }

  /** The key, or null if it is not one for signatures of these algorithms. */
  static @Nullable VerificationKey of(JWK key) throws JOSEException, GeneralSecurityException {
    if ((key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE))
        || (key.getKeyOperations() != null
            && !key.getKeyOperations().contains(KeyOperation.VERIFY))) {
      return null;
    }
    VerificationKey made =
        switch (key) {
          case RSAKey rsa when rsa.size() >= MIN_RSA_BITS ->
              new VerificationKey(
                  key,
                  JWSAlgorithm.RS256.getName(),
                  check(JWSAlgorithm.RS256, new RSASSAVerifier(rsa.toRSAPublicKey())));
          case ECKey ec when Curve.P_256.equals(ec.getCurve()) ->
              new VerificationKey(
                  key,
                  JWSAlgorithm.ES256.getName(),
                  check(JWSAlgorithm.ES256, new ECDSAVerifier(ec.toECPublicKey())));
          case OctetKeyPair pair when Curve.Ed25519.equals(pair.getCurve()) ->
              new VerificationKey(key, EDDSA, ed25519(pair.getDecodedX()));
          default -> null;
        };
    return made != null && made.isFor(key) ? made : null;
  }

  /** Whether the key names no algorithm, or this one; Ed25519 is EdDSA's newer name (RFC 9864). */
  private boolean isFor(JWK key) {
    if (key.getAlgorithm() == null) {
      return true;
    }
    String named = key.getAlgorithm().getName();
    return named.equals(algorithm) || (algorithm.equals(EDDSA) && named.equals("Ed25519"));
  }

  private static Check check(JWSAlgorithm algorithm, JWSVerifier verifier) {
    JWSHeader header = new JWSHeader(algorithm);
    return (signed, signature) -> verifier.verify(header, signed, Base64URL.encode(signature));
  }

  private static Check ed25519(byte[] x) throws GeneralSecurityException {
    byte[] encoded = new byte[ED25519.length + x.length];
    System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
    System.arraycopy(x, 0, encoded, ED25519.length, x.length);
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    return (signed, signature) -> {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    };
  }

  @Nullable String keyId() {
    return keyId;
  }

  /** The name of the one algorithm, as in a token's {@code alg}. */
  String algorithm() {
    return algorithm;
  }

  /** Equal for equal keys of the same id and algorithm. */
  String identity() {
    return algorithm + ' ' + thumbprint + ' ' + keyId;
  }

  /** Whether the signature is the key's; takes up to a millisecond. */
  boolean verify(byte[] signed, byte[] signature) {
    try {
      return check.verify(signed, signature);
    } catch (SignatureException | JOSEException malformed) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java verifies " + algorithm, impossible);
    }
  }
}
