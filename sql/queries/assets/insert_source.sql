-- Registers a data source.
insert into tenant.data_source (id, kind, label, legal_basis_id, asset_classes, reliability_ppm,
  state, generated, created_at, created_by)
values (:id, :kind, :label, :legal_basis_id, :asset_classes::smallint[], :reliability_ppm, :state,
  :generated, :created_at, :created_by)
