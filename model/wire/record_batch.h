#pragma once

/// Record batches, version 2, as they travel and as they are stored (Source: Kafka,
/// DefaultRecordBatch). A batch is bytes; first_batch() views one, RecordReader reads its records,
/// RecordBatchBuilder writes one, set_*() stamp it in place, BatchRange walks many.
#include "model/wire/batch_error.h"           // IWYU pragma: export
#include "model/wire/batch_range.h"           // IWYU pragma: export
#include "model/wire/record.h"                // IWYU pragma: export
#include "model/wire/record_batch_builder.h"  // IWYU pragma: export
#include "model/wire/record_batch_stamp.h"    // IWYU pragma: export
#include "model/wire/record_batch_view.h"     // IWYU pragma: export
#include "model/wire/record_reader.h"         // IWYU pragma: export
