//! The Bedrock services: models and knowledge bases, behind their wire protocols.
