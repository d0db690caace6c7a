import { IamRole, type IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy, type IamRolePolicyConfig } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { document, grantsOf, type Grant, type RoleDestination, type RoleUse } from "./permissions";
import type { ReplicationProps } from "./props";

export interface ReplicationRoleProps
  extends RoleUse, Pick<ReplicationProps, "roleName" | "roleNamePrefix" | "rolePath" | "permissionsBoundary"> {
  /**
   * The provider of the source's account; IAM has no Region.
   *
   * @default - the stack's AWS provider
   */
  readonly provider?: TerraformProvider;
  /** @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The role with which S3 replicates: it may do what the rules need, on the buckets they name, and no more.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export class ReplicationRole extends Construct {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
  private readonly destinations: RoleDestination[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReplicationRoleProps,
  ) {
    super(scope, id);
    this.destinations = [...props.destinations];
    const { roleName, roleNamePrefix, rolePath, permissionsBoundary, provider, tags } = props;
    const services = ["s3.amazonaws.com", ...(props.batchReplication ? ["batchoperations.s3.amazonaws.com"] : [])];
    this.role = this.createRole({
      // JSON in place, not a data source: a plan shows it, and nothing has to be read first.
      assumeRolePolicy: document([
        { Sid: "S3Replicates", Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" },
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

  /** What the role may do, statement by statement, and what S3 needs each for. */
  get grants(): readonly Grant[] {
    return grantsOf({ ...this.props, destinations: this.destinations });
  }

  /** Lets the role replicate to one destination more. */
  addDestination(destination: RoleDestination): void {
    this.destinations.push(destination);
    this.policy.policy = this.document();
  }

  protected createRole(config: IamRoleConfig): IamRole {
    return new IamRole(this, "role", config);
  }

  protected createPolicy(config: IamRolePolicyConfig): IamRolePolicy {
    return new IamRolePolicy(this, "policy", config);
  }

  private document(): string {
    return document(this.grants.map(({ statement }) => statement));
  }
}
