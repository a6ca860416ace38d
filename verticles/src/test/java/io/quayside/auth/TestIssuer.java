package io.quayside.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;

/** Makes key sets and tokens, good and bad ones. */
final class TestIssuer {
  static final String URL = "https://sso.harbour.example/realms/acme";
  static final String AUDIENCE = "quayside";
  static final IssuerSettings SETTINGS =
      new IssuerSettings(
          "sso",
          URL,
          AUDIENCE,
          null,
          "acme",
          null,
          IssuerSettings.ROLE_CLAIM,
          IssuerSettings.SHIPPERS_CLAIM,
          IssuerSettings.CARRIERS_CLAIM);

  private TestIssuer() {}

  static RSAKey rsa(String keyId) {
    return made(() -> new RSAKeyGenerator(2048).keyID(keyId).generate());
  }

  static ECKey ec(String keyId) {
    return made(() -> new ECKeyGenerator(Curve.P_256).keyID(keyId).generate());
  }

  static KeyPair ed25519() {
    return made(() -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
  }

  static JsonObject jwk(JWK key) {
    return new JsonObject(key.toPublicJWK().toJSONObject());
  }

  static JsonObject jwk(KeyPair ed25519, String keyId) {
    byte[] encoded = ed25519.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return new JsonObject()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("kid", keyId)
        .put("x", Base64URL.encode(x).toString());
  }

  static byte[] document(JsonObject... keys) {
    return new JsonObject()
        .put("keys", new JsonArray(Arrays.asList(keys)))
        .encode()
        .getBytes(UTF_8);
  }

  static KeySet keySet(JWK... keys) {
    return KeySet.parse(
        document(Arrays.stream(keys).map(TestIssuer::jwk).toArray(JsonObject[]::new)));
  }

  /** The claims of an operator of acme, good for five minutes. */
  static JsonObject claims(long nowSeconds) {
    return new JsonObject()
        .put("iss", URL)
        .put("aud", AUDIENCE)
        .put("sub", "user-1")
        .put("iat", nowSeconds)
        .put("nbf", nowSeconds)
        .put("exp", nowSeconds + 300)
        .put("quayside_role", "operator");
  }

  static JsonObject header(String algorithm, String keyId) {
    return new JsonObject().put("alg", algorithm).put("kid", keyId);
  }

  static String token(RSAKey key, JsonObject claims) {
    return token(key, header("RS256", key.getKeyID()), claims);
  }

  static String token(RSAKey key, JsonObject header, JsonObject claims) {
    return signed(header, claims, input -> sign(new RSASSASigner(key), JWSAlgorithm.RS256, input));
  }

  static String token(ECKey key, JsonObject header, JsonObject claims) {
    return signed(header, claims, input -> sign(new ECDSASigner(key), JWSAlgorithm.ES256, input));
  }

  static String token(KeyPair key, JsonObject header, JsonObject claims) {
    return signed(
        header,
        claims,
        input -> {
          Signature signer = Signature.getInstance("Ed25519");
          signer.initSign(key.getPrivate());
          signer.update(input);
          return Base64URL.encode(signer.sign());
        });
  }

  /** HS256 with some bytes as the secret. */
  static String token(byte[] secret, JsonObject header, JsonObject claims) {
    return signed(header, claims, input -> sign(new MACSigner(secret), JWSAlgorithm.HS256, input));
  }

  /** A token with whatever header and signature. */
  static String unsigned(JsonObject header, JsonObject claims, String signature) {
    return part(header) + '.' + part(claims) + '.' + signature;
  }

  private interface Signing {
    Base64URL sign(byte[] input) throws JOSEException, GeneralSecurityException;
  }

  private interface Making<T> {
    T make() throws JOSEException, GeneralSecurityException;
  }

  private static String signed(JsonObject header, JsonObject claims, Signing signing) {
    String input = part(header) + '.' + part(claims);
    return input + '.' + made(() -> signing.sign(input.getBytes(UTF_8)));
  }

  private static Base64URL sign(JWSSigner signer, JWSAlgorithm algorithm, byte[] input)
      throws JOSEException {
    return signer.sign(new JWSHeader(algorithm), input);
  }

  private static String part(JsonObject json) {
    return Base64URL.encode(json.encode()).toString();
  }

  private static <T> T made(Making<T> making) {
    try {
      return making.make();
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
