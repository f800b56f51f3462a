"""people open boxes at the relay."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("relay_boxes", schema=None) as batch_op:
        batch_op.drop_index("ix_relay_boxes_terminal_id")
        batch_op.drop_constraint("fk_relay_boxes_terminal_id", type_="foreignkey")
        batch_op.alter_column(
            "terminal_id",
            new_column_name="opener",
            existing_type=sa.String(length=32),
            type_=sa.String(length=80),
            existing_nullable=False,
        )
    with op.batch_alter_table("relay_boxes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_relay_boxes_opener"), ["opener"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM relay_pieces WHERE box_id IN (SELECT id FROM relay_boxes WHERE opener LIKE 'person:%')")
    op.execute("DELETE FROM relay_boxes WHERE opener LIKE 'person:%'")
    with op.batch_alter_table("relay_boxes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_relay_boxes_opener"))
        batch_op.alter_column(
            "opener",
            new_column_name="terminal_id",
            existing_type=sa.String(length=80),
            type_=sa.String(length=32),
            existing_nullable=False,
        )
    with op.batch_alter_table("relay_boxes", schema=None) as batch_op:
        batch_op.create_foreign_key("fk_relay_boxes_terminal_id", "terminals", ["terminal_id"], ["id"])
        batch_op.create_index("ix_relay_boxes_terminal_id", ["terminal_id"], unique=False)
