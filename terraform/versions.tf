# Terraform and its providers.
#
# - Terraform 1.8 brought functions of providers (provider::dotenv::get_by_key). OpenTofu 1.7 has them too.
# - cloudflare 5.22: these files were written against its source; 5.19 is the first with the gateway.
#   After the first `terraform init` commit .terraform.lock.hcl, so that everybody gets the same build.
# - germanbrew/dotenv: the one dotenv provider with a *function*. Its data sources, and every other
#   provider's, copy all keys of .env into the state, the API token among them. Never use one here.
terraform {
  required_version = ">= 1.8.0"

  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = ">= 5.22.0, < 6.0.0"
    }
    dotenv = {
      source  = "germanbrew/dotenv"
      version = "~> 1.2"
    }
  }
}

provider "dotenv" {}

# A provider's configuration is evaluated anew in every run and stored neither in the state nor in a
# saved plan: this is the only place that sees the token.
provider "cloudflare" {
  api_token = provider::dotenv::get_by_key("CLOUDFLARE_API_TOKEN", local.dotenv_file)
}
