package dev.interlock.host.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of this build, from its JAR's manifest.
public final class ProductVersion implements IVersionProvider {

  /// `0.1.0`; `dev` where it doesn't run from a JAR.
  public static String current() {
    String version = ProductVersion.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Interlock " + current()};
  }
}
