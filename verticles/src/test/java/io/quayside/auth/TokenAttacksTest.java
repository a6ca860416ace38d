package io.quayside.auth;

import static io.quayside.auth.TestIssuer.claims;
import static io.quayside.auth.TestIssuer.header;
import static io.quayside.auth.TestIssuer.token;
import static io.quayside.auth.TestIssuer.unsigned;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that somebody makes who has no key of the issuer. */
class TokenAttacksTest {
  private static final RSAKey RSA = TestIssuer.rsa("rsa");
  private static final ECKey EC = TestIssuer.ec("ec");
  private static final KeyPair ED = TestIssuer.ed25519();
  private static final RSAKey ATTACKER = TestIssuer.rsa("rsa");

  private final KeySet keys =
      KeySet.parse(
          TestIssuer.document(TestIssuer.jwk(RSA), TestIssuer.jwk(EC), TestIssuer.jwk(ED, "ed")));
  private final AuthFixture auth =
      new AuthFixture(List.of(TestIssuer.SETTINGS), issuer -> Future.succeededFuture(keys));

  @BeforeEach
  void start() {
    auth.authenticator.start();
    auth.scheduler.run();
  }

  @AfterEach
  void close() {
    auth.close();
  }

  private JsonObject good() {
    return claims(auth.clock.instant().getEpochSecond());
  }

  @Test
  void shouldTakeEachAlgorithmWithItsOwnKey() {
    assertThat(auth.granted(token(RSA, good())).isValid()).isTrue();
    assertThat(auth.granted(token(EC, header("ES256", "ec"), good())).isValid()).isTrue();
    assertThat(auth.granted(token(ED, header("EdDSA", "ed"), good())).isValid()).isTrue();
  }

  @Test
  void shouldRefuseAnAlgorithmThatIsNotTheKeys() {
    auth.assertUnauthenticated(token(RSA, header("RS256", "ec"), good()));
    auth.assertUnauthenticated(token(EC, header("RS256", "ec"), good()));
    auth.assertUnauthenticated(token(ED, header("ES256", "ed"), good()));
    auth.assertUnauthenticated(token(RSA, header("RS512", "rsa"), good()));
    auth.assertUnauthenticated(token(RSA, header("PS256", "rsa"), good()));
    auth.assertUnauthenticated(token(ED, header("Ed25519", "ed"), good()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void shouldRefuseATokenWithoutSignature(String none) {
    for (String signature : List.of("", "AA", "x")) {
      auth.assertUnauthenticated(unsigned(new JsonObject().put("alg", none), good(), signature));
      auth.assertUnauthenticated(unsigned(header(none, "rsa"), good(), signature));
    }
    auth.assertUnauthenticated(unsigned(header("RS256", "rsa"), good(), ""));
  }

  @Test
  void shouldRefuseHmacWithThePublicKey() throws Exception {
    byte[] der = RSA.toRSAPublicKey().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n" + Base64.encode(der) + "\n-----END PUBLIC KEY-----\n";
    for (byte[] secret :
        List.of(der, pem.getBytes(UTF_8), RSA.toPublicJWK().toJSONString().getBytes(UTF_8))) {
      auth.assertUnauthenticated(token(secret, header("HS256", "rsa"), good()));
    }
  }

  @Test
  void shouldNotLookAtKeysThatATokenBrings() {
    var header = header("RS256", "rsa");
    header.put("jwk", TestIssuer.jwk(ATTACKER));
    header.put("jku", "https://evil.example/jwks");
    header.put("x5u", "https://evil.example/cert");
    header.put("x5c", new JsonArray().add("MIIB"));
    auth.assertUnauthenticated(token(ATTACKER, header, good()));
    assertThat(auth.granted(token(RSA, header.put("jwk", 1).put("x5u", ":"), good())).isValid())
        .as("signed by the issuer's own key")
        .isTrue();
  }

  @Test
  void shouldRefuseCriticalExtensions() {
    for (Object crit :
        new Object[] {new JsonArray().add("exp"), new JsonArray().add("b64"), new JsonArray()}) {
      auth.assertUnauthenticated(
          token(RSA, header("RS256", "rsa").put("crit", crit).put("b64", true), good()));
    }
    var withNull = header("RS256", "rsa");
    withNull.putNull("crit");
    auth.assertUnauthenticated(token(RSA, withNull, good()));
  }

  @Test
  void shouldRefuseAForgedSignature() {
    auth.assertUnauthenticated(token(ATTACKER, good()));
    String signed = token(RSA, good());
    String other = token(RSA, good().put("sub", "user-2"));
    String body = signed.substring(0, signed.lastIndexOf('.'));
    auth.assertUnauthenticated(body + other.substring(other.lastIndexOf('.')));
    // The signature of all zeros that some verifiers of ECDSA took (CVE-2022-21449).
    String zeros = Base64URL.encode(new byte[64]).toString();
    auth.assertUnauthenticated(unsigned(header("ES256", "ec"), good(), zeros));
    auth.assertUnauthenticated(unsigned(header("EdDSA", "ed"), good(), zeros));
  }

  @Test
  void shouldRefuseATokenWithoutKeyIdWhereThereAreSeveralKeys() {
    auth.assertUnauthenticated(token(RSA, new JsonObject().put("alg", "RS256"), good()));
    auth.assertUnauthenticated(
        token(RSA, new JsonObject().put("alg", "RS256").put("kid", 1), good()));
  }

  @Test
  void shouldRefuseWhatIsNoCompactToken() {
    String good = token(RSA, good());
    for (String bad :
        List.of(
            good + ".",
            good + "=",
            good + " ",
            "." + good,
            good.replace('.', ','),
            good + "." + "AA",
            "e30.e30.AA",
            "W10." + "e30.AA",
            "a.b.c",
            "A".repeat(8_193))) {
      auth.assertUnauthenticated(bad);
    }
  }

  @Test
  void shouldRefuseATokenOfMoreThan8KiB() {
    String fits = token(RSA, good().put("pad", "x".repeat(5_000)));
    assertThat(fits.length()).isBetween(7_000, SignedToken.MAX_LENGTH);
    assertThat(auth.granted(fits).isValid()).isTrue();
    auth.assertUnauthenticated(token(RSA, good().put("pad", "x".repeat(6_500))));
  }

  @Test
  void shouldRefuseAClaimThatStandsTwice() {
    String twice =
        good().encode().replace("\"sub\":\"user-1\"", "\"sub\":\"user-1\",\"sub\":\"user-2\"");
    String input =
        Base64URL.encode(header("RS256", "rsa").encode()) + "." + Base64URL.encode(twice);
    assertThat(SignedToken.parse(input + ".AA")).isNull();
  }

  @Test
  void shouldLeaveOutKeysThatAreNotForSignatures() throws JOSEException {
    var encryption = new RSAKey.Builder(TestIssuer.rsa("enc")).keyUse(KeyUse.ENCRYPTION).build();
    var set =
        KeySet.parse(
            TestIssuer.document(
                TestIssuer.jwk(encryption),
                TestIssuer.jwk(RSA).put("kid", "rs512").put("alg", "RS512"),
                TestIssuer.jwk(RSA).put("kid", "ops").put("key_ops", new JsonArray().add("sign")),
                TestIssuer.jwk(new ECKeyGenerator(Curve.P_384).keyID("p384").generate()),
                new JsonObject().put("kty", "oct").put("k", "c2VjcmV0").put("kid", "oct"),
                new JsonObject().put("kty", "AKP").put("kid", "new"),
                new JsonObject().put("kty", 1),
                TestIssuer.jwk(EC).put("x", "AAAA").put("kid", "off the curve"),
                TestIssuer.jwk(RSA)));
    assertThat(set.size()).isEqualTo(1);
    assertThat(set.find(null, "RS256")).isInstanceOf(KeySet.Search.Found.class);
    assertThat(set.find("enc", "RS256")).isInstanceOf(KeySet.Search.UnknownId.class);
  }
}
