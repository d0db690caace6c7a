import { Construct } from "constructs";
import { IamRole, IamRolePolicy, type IamRoleConfig, type IamRolePolicyConfig } from "./framework";
import { grantsFor, policyDocument, type Grant, type RoleDestination } from "./permissions";
import { REPLICATION_ROLE, ROLE_DESTINATION } from "./prop-shapes";
import type { ReplicationRoleProps } from "./props";
import { refusedOfRole } from "./refusals";
import { checkingRoles } from "./replication-registry";
import { pathIn } from "./scope";
import { requireShape } from "./shape";

/**
 * The role that S3 replicates with: it has the permissions that the replication rules need, on the buckets that they
 * name, and no others. To change one of the resources, override its `create…` method in a subclass.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export class ReplicationRole extends Construct {
  /** The role. */
  readonly role: IamRole;
  /** The role's inline policy. */
  readonly policy: IamRolePolicy;
  private readonly props: ReplicationRoleProps;
  private readonly destinations: RoleDestination[];

  /**
   * @param scope The construct, usually the stack, that this one is created in.
   * @param id The construct ID. It is part of Terraform addresses.
   * @param props The props of the role.
   * @throws If a prop is missing, unknown, or of the wrong type.
   */
  constructor(scope: Construct, id: string, props: ReplicationRoleProps) {
    const checked = requireShape(pathIn(scope, id), REPLICATION_ROLE, props, refusedOfRole);
    super(scope, id);
    this.props = checked;
    if (!checkingRoles.has(scope)) this.node.addValidation({ validate: () => refusedOfRole(this.use) });
    this.destinations = [...checked.destinations];
    const { roleName, roleNamePrefix, rolePath, permissionsBoundary, provider, tags, batchReplication } = checked;
    const services = ["s3.amazonaws.com", ...(batchReplication ? ["batchoperations.s3.amazonaws.com"] : [])];
    this.role = this.createRole({
      // Inline JSON instead of a data source: a plan shows it, and nothing has to be read first.
      assumeRolePolicy: policyDocument([
        { Sid: "AllowS3", Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" },
      ]),
      ...(roleName !== undefined && { name: roleName }),
      ...(roleNamePrefix !== undefined && { namePrefix: roleNamePrefix }),
      ...(rolePath !== undefined && { path: rolePath }),
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      ...(provider && { provider }),
      ...(tags && { tags: { ...tags } }),
    });
    this.policy = this.createPolicy({
      role: this.role.id,
      policy: this.document(),
      ...(provider && { provider }),
    });
  }

  /** The statements of the role's policy, and what S3 needs each of them for. */
  get grants(): readonly Grant[] {
    return grantsFor(this.use);
  }

  /**
   * Allows the role to replicate to another bucket.
   *
   * @param destination The bucket, and its key if KMS-encrypted objects are replicated.
   * @throws If a member is missing, unknown, or of the wrong type; nothing is added then.
   */
  addDestination(destination: RoleDestination): void {
    this.destinations.push(requireShape(`${this.node.path}.addDestination`, ROLE_DESTINATION, destination));
    this.policy.policy = this.document();
  }

  /**
   * Creates the role.
   *
   * @param config The arguments of the resource.
   */
  protected createRole(config: IamRoleConfig): IamRole {
    return new IamRole(this, "role", config);
  }

  /**
   * Creates the role's inline policy.
   *
   * @param config The arguments of the resource.
   */
  protected createPolicy(config: IamRolePolicyConfig): IamRolePolicy {
    return new IamRolePolicy(this, "policy", config);
  }

  private get use(): ReplicationRoleProps {
    return { ...this.props, destinations: this.destinations };
  }

  private document(): string {
    return policyDocument(this.grants.map(({ statement }) => statement));
  }
}
