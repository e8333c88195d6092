package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreException;
import dev.interlock.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {

  private static final Secret SECRET = new Secret("hush, ünïcode");

  @TempDir private Path folder;

  private HostStore store() {
    return new HostStore(StoreSettings.DEFAULT, folder, Map.of());
  }

  private Path key() {
    return folder.resolve("data/store.key");
  }

  @Test
  void givesBackWhatItWasGivenAlsoAfterARestart() {
    String sealed;
    try (HostStore store = store()) {
      sealed = store.own().seal(SECRET);
      assertThat(sealed).startsWith("v1.").doesNotContain("hush");
      assertThat(store.own().seal(SECRET)).isNotEqualTo(sealed);
    }
    try (HostStore store = store()) {
      assertThat(store.own().unseal(sealed)).isEqualTo(SECRET);
    }
  }

  @Test
  void theKeyIsMadeWhenFirstNeededForItsOwnersEyesOnly() throws IOException {
    try (HostStore store = store()) {
      store.open();
      assertThat(key()).doesNotExist();
      store.own().seal(SECRET);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aKeyThatOthersMayReadIsRefusedWithTheRemedy() throws IOException {
    try (HostStore store = store()) {
      store.own().seal(SECRET);
    }
    Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r--r--"));
    try (HostStore store = store()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.own().seal(SECRET))
          .withMessageContaining("chmod 600 " + key());
    }
  }

  @Test
  void aLostKeyIsNotSilentlyReplaced() throws IOException {
    String sealed;
    try (HostStore store = store()) {
      sealed = store.own().seal(SECRET);
    }
    Files.delete(key());
    try (HostStore store = store()) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.own().unseal(sealed))
          .withMessageContaining("which store.key doesn't hold");
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.own().seal(SECRET))
          .withMessageContaining("bring store.key from the host that made it");
    }
    assertThat(key()).doesNotExist();
  }

  @Test
  void aDamagedTextIsRefused() {
    try (HostStore store = store()) {
      String sealed = store.own().seal(SECRET);
      String head = sealed.substring(0, sealed.lastIndexOf('.') + 1);
      for (String wrong :
          List.of(
              "plain text",
              head,
              head + "AAAA",
              sealed.substring(0, sealed.length() - 2),
              head
                  + (sealed.charAt(head.length()) == 'A' ? 'B' : 'A')
                  + sealed.substring(head.length() + 1))) {
        assertThatExceptionOfType(StoreException.class)
            .as(wrong)
            .isThrownBy(() -> store.own().unseal(wrong))
            .withMessageNotContaining("hush");
      }
    }
  }

  @Test
  void twoThatMakeTheKeyAtOnceGetTheSame() throws Exception {
    KeyFile file = new KeyFile(key(), null);
    var ids = ConcurrentHashMap.<String>newKeySet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        threads.submit(() -> ids.add(file.readOrMake().current().id()));
      }
    }
    assertThat(ids).hasSize(1);
    try (var files = Files.list(key().getParent())) {
      assertThat(files).containsExactly(key());
    }
  }

  @Test
  void theEnvironmentOverridesTheFile() {
    String given = SealingKeys.Key.random().base64();
    Map<String, String> environment = Map.of(KeyFile.VARIABLE, given);
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, folder, environment)) {
      assertThat(store.own().unseal(store.own().seal(SECRET))).isEqualTo(SECRET);
      assertThat(key()).doesNotExist();
    }
    Map<String, String> wrong = Map.of(KeyFile.VARIABLE, "c2hvcnQ=");
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, folder, wrong)) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.own().seal(SECRET))
          .withMessageContaining("expected 32 random bytes in base64")
          .withMessageNotContaining("c2hvcnQ");
    }
  }

  @Test
  void rekeyingSealsEverySealedColumnAnewAndForgetsTheOldKey() throws IOException {
    rekeys(store(), key());
  }

  @Test
  void rekeyingWorksOnAServerToo() throws IOException {
    rekeys(TestPostgres.freshStore(folder), folder.resolve("store.key"));
  }

  private static void rekeys(HostStore store, Path key) throws IOException {
    try (store) {
      Store own = store.own();
      run(own, "CREATE TABLE shop_target (id INTEGER PRIMARY KEY, secret_sealed TEXT, other TEXT)");
      IntStream.range(0, 450)
          .forEach(
              i -> {
                String sealed = i == 7 ? null : own.seal(new Secret("s" + i));
                own.write(
                    c -> {
                      try (PreparedStatement insert =
                          c.prepareStatement("INSERT INTO shop_target VALUES (?, ?, 'as it is')")) {
                        insert.setInt(1, i);
                        insert.setString(2, sealed);
                        return insert.executeUpdate();
                      }
                    });
              });
      String old = own.seal(SECRET);
      String oldKeys = Files.readString(key);

      assertThat(store.rekey()).isEqualTo(449);

      assertThat(Files.readString(key)).doesNotContain(oldKeys.strip()).hasLineCount(1);
      List<String> sealed = texts(own, "SELECT secret_sealed FROM shop_target ORDER BY id");
      assertThat(own.unseal(sealed.get(3)).reveal()).isEqualTo("s3");
      assertThat(sealed.get(7)).isNull();
      assertThat(own.unseal(sealed.get(449)).reveal()).isEqualTo("s449");
      assertThat(texts(own, "SELECT DISTINCT other FROM shop_target")).containsExactly("as it is");
      assertThat(sealed.get(3).substring(0, 16)).isNotEqualTo(old.substring(0, 16));
      assertThat(own.seal(SECRET)).startsWith(sealed.get(3).substring(0, 16));
    }
  }

  @Test
  void aHostThatSharesTheStoreIsToldToBringTheKey(@TempDir Path elsewhere) throws IOException {
    String url = PostgresServer.shared().newDatabase();
    try (HostStore first = TestPostgres.store(url, folder);
        HostStore second = TestPostgres.store(url, elsewhere)) {
      String sealed = first.own().seal(SECRET);
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> second.own().seal(SECRET))
          .withMessageContaining("bring store.key from the host that made it");
      Files.copy(folder.resolve("store.key"), elsewhere.resolve("store.key"));
      assertThat(second.own().unseal(sealed)).isEqualTo(SECRET);
      assertThat(first.own().unseal(second.own().seal(SECRET))).isEqualTo(SECRET);
    }
  }

  @Test
  void nothingIsKeptUnderAKeyThatWasGivenUp() {
    String url = PostgresServer.shared().newDatabase();
    try (HostStore host = TestPostgres.store(url, folder);
        HostStore rekeying = TestPostgres.store(url, folder)) {
      String late = host.own().seal(SECRET);
      host.own().<Boolean>write(c -> checked(host, c, late));

      assertThat(rekeying.rekey()).isZero();

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> host.own().<Boolean>write(c -> checked(host, c, late)))
          .withMessageContaining("sealing key was changed");
      String again = host.own().seal(SECRET);
      host.own().<Boolean>write(c -> checked(host, c, again));
      assertThat(rekeying.own().unseal(again)).isEqualTo(SECRET);
    }
  }

  private static boolean checked(HostStore store, Connection connection, String sealed)
      throws SQLException {
    store.own().checkSealed(connection, sealed);
    return true;
  }

  @Test
  void aKeyThatIsBroughtForTheNextRekeyingSealsNothingBefore() {
    SealingKeys.Key old = SealingKeys.Key.random();
    SealingKeys.Key next = SealingKeys.Key.random();
    Map<String, String> before = Map.of(KeyFile.VARIABLE, old.base64());
    Map<String, String> both = Map.of(KeyFile.VARIABLE, next.base64() + "," + old.base64());
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, folder, before)) {
      assertThat(store.own().seal(SECRET)).startsWith(Vault.head(old));
    }
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, folder, both)) {
      assertThat(store.own().seal(SECRET)).startsWith(Vault.head(old));
    }
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, folder, both)) {
      assertThat(store.rekey()).isZero();
      assertThat(store.own().seal(SECRET)).startsWith(Vault.head(next));
    }
  }

  private static void run(Store store, String sql) {
    store.write(
        c -> {
          try (PreparedStatement statement = c.prepareStatement(sql)) {
            return statement.executeUpdate();
          }
        });
  }

  private static List<String> texts(Store store, String query) {
    return store.read(
        c -> {
          List<String> texts = new ArrayList<>();
          try (PreparedStatement statement = c.prepareStatement(query);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              texts.add(rows.getString(1));
            }
          }
          return texts;
        });
  }
}
