"""what was given out of a box of the relay."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("relay_boxes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("relay_boxes", schema=None) as batch_op:
        batch_op.drop_column("given")
