package io.quayside.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionCredentialTest {
  private final AuthFixture auth = new AuthFixture();

  @AfterEach
  void close() {
    auth.close();
  }

  @Test
  void shouldFindTheGrantOfTheSameCredentialAlone() {
    var made = auth.key("acme", Role.OPERATOR, false, null);
    String header = "Bearer " + made.text();
    var memory = new ConnectionCredential(auth.authenticator);
    assertThat(memory.find(header, null)).isNull();
    var grant = auth.granted(made.text());
    memory.keep(header, null, grant);
    assertThat(memory.find(new String(header.toCharArray()), null)).isSameAs(grant);
    assertThat(memory.find(header, "acme")).isNull();
    assertThat(memory.find(header + "0", null)).isNull();
    assertThat(memory.find(header.substring(0, header.length() - 1) + "-", null)).isNull();
    memory.keep(header, "acme", grant);
    assertThat(memory.find(header, "acme")).isSameAs(grant);
    assertThat(memory.find(header, "emca")).isNull();
    assertThat(memory.find(header, null)).isNull();
  }

  @Test
  void shouldForgetWhatHoldsNoMore() {
    var made = auth.key("acme", Role.OPERATOR, false, null);
    var memory = new ConnectionCredential(auth.authenticator);
    var grant = auth.granted(made.text());
    memory.keep("Bearer x", null, grant);
    auth.administration.setFresh(false);
    assertThat(memory.find("Bearer x", null)).isNull();
    auth.administration.setFresh(true);
    assertThat(memory.find("Bearer x", null)).isSameAs(grant);
    auth.administration.remove(made.key());
    assertThat(memory.find("Bearer x", null)).isNull();
  }
}
