package io.quayside.gateway.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What a service takes in with the consumer library. */
class ConsumerPomTest {
  private static final Path POM =
      Path.of(System.getProperty("basedir", ""), "..", "verticles", "consumer", "pom.xml");

  @Test
  void shouldBringKafkasClientAlone() throws Exception {
    var project =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(POM.toFile())
            .getDocumentElement();
    var dependencies = project.getElementsByTagName("dependency");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      var dependency = (Element) dependencies.item(i);
      names.add(
          dependency.getElementsByTagName("groupId").item(0).getTextContent()
              + ':'
              + dependency.getElementsByTagName("artifactId").item(0).getTextContent());
    }

    assertThat(names).containsExactly("org.apache.kafka:kafka-clients");
  }
}
