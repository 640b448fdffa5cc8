"""The words of the illustrative reports, one set for each task of the shipped draft plan.

Invented, like all of the demonstration: no number, place or document in them is real.
"""

from dataclasses import dataclass
from typing import Final

MARK: Final = " (Nội dung minh họa.)"


@dataclass(frozen=True, slots=True)
class Words:
    """What is being done, what was done, and what stands in the way (may be empty)."""

    doing: str
    done: str
    difficulty: str = ""


OF_TASK: Final[dict[int, Words]] = {
    1: Words(
        "Đang tổng hợp ý kiến 15 sở, ngành về các chính sách cần sửa đổi, bổ sung.",
        "Đã trình UBND tỉnh báo cáo rà soát kèm danh mục chính sách kiến nghị sửa đổi.",
        "Một số chính sách phải chờ nghị định mới của Chính phủ.",
    ),
    2: Words(
        "Đang lồng ghép chỉ tiêu tăng trưởng xanh vào dự thảo kế hoạch năm sau.",
        "Kế hoạch phát triển kinh tế - xã hội được giao đã có mục về tăng trưởng xanh.",
    ),
    3: Words(
        "Đang hoàn thiện dự thảo tiêu chí sau khi lấy ý kiến nhà đầu tư hạ tầng.",
        "UBND tỉnh đã ban hành quy định tiêu chí xanh cho dự án vào Khu kinh tế Nghi Sơn.",
        "Tiêu chí về tiêu hao năng lượng của ngành hóa chất còn ý kiến khác nhau.",
    ),
    4: Words(
        "Đang rà soát danh mục hàng hóa mua sắm tập trung có thể áp dụng tiêu chí xanh.",
        "Kế hoạch mua sắm công xanh đã được ban hành, gửi các cơ quan thực hiện.",
        "Chưa có hướng dẫn thống nhất về tiêu chí sản phẩm xanh.",
    ),
    5: Words(
        "Đoàn kiểm tra đã làm việc với các cơ sở dệt nhuộm, chế biến thủy sản; đang lập kết luận.",
        "Đã kiểm tra đủ các cơ sở theo kế hoạch và gửi báo cáo kết quả.",
        "Thiếu thiết bị đo nhanh khi kiểm tra đột xuất.",
    ),
    6: Words(
        "Đang đối chiếu văn bản của tỉnh với các luật mới có hiệu lực.",
        "Danh mục văn bản cần sửa đổi, thay thế, bãi bỏ đã được công bố.",
    ),
    7: Words(
        "Đang xin ý kiến thành viên dự kiến của Ban Chỉ đạo.",
        "Ban Chỉ đạo đã được thành lập, quy chế hoạt động đã ban hành.",
    ),
    8: Words(
        "Đang đưa các cuộc thanh tra về đất đai, khoáng sản vào dự thảo kế hoạch.",
        "Kế hoạch thanh tra đã ban hành, có nội dung về khoáng sản và tài nguyên nước.",
        "Phải điều chỉnh để không trùng với kế hoạch của Thanh tra Chính phủ.",
    ),
    9: Words(
        "Đang tiếp thu ý kiến thẩm định đối với dự thảo quy định về rác hộ gia đình.",
        "Quyết định về quản lý chất thải rắn sinh hoạt đã được UBND tỉnh ban hành.",
        "Giá dịch vụ thu gom theo khối lượng khó áp dụng tại miền núi.",
    ),
    10: Words(
        "Đang rà soát chức năng, nhiệm vụ của từng cơ quan chuyên môn.",
        "Đã báo cáo UBND tỉnh đề xuất bổ sung nhiệm vụ cho các cơ quan chuyên môn.",
        "Việc sắp xếp bộ máy năm 2025 làm thay đổi phạm vi rà soát.",
    ),
    11: Words(
        "Đã chuẩn bị danh sách chỉ tiêu dự kiến để đối chiếu khi có hướng dẫn.",
        "Bộ chỉ tiêu theo dõi tăng trưởng xanh cấp tỉnh đã được ban hành.",
        "Chưa có bộ chỉ tiêu quốc gia để đối chiếu.",
    ),
    12: Words(
        "Đang rà soát nội dung quy hoạch tỉnh về hạ tầng xanh và không gian ven biển.",
        "Đã gửi báo cáo rà soát nội dung tăng trưởng xanh trong quy hoạch tỉnh.",
    ),
    13: Words(
        "Chuyên mục đã phát sóng định kỳ; đang chuẩn bị loạt bài về kinh tế tuần hoàn.",
        "Chuyên trang và chuyên mục đã đi vào hoạt động ổn định.",
    ),
    14: Words(
        "Đã phát động cuộc thi tới các trường; đang nhận bài dự thi.",
        "Cuộc thi đã tổng kết, trao giải cho các sáng kiến của học sinh, sinh viên.",
    ),
    15: Words(
        "Đang thí điểm tài liệu phân loại rác tại các trường tiểu học ở trung tâm xã.",
        "Tài liệu hướng dẫn đã gửi tới các trường phổ thông trên địa bàn tỉnh.",
        "Các trường vùng cao thiếu thùng phân loại.",
    ),
    16: Words(
        "Đã mở lớp cho công chức cấp tỉnh; đang lên lịch các lớp cho cấp xã.",
        "Các lớp tập huấn trong năm đã hoàn thành, có phiếu đánh giá của học viên.",
    ),
    17: Words(
        "Đang vận động các chợ và cơ sở lưu trú ký cam kết giảm đồ nhựa.",
        "Đã tổng kết phong trào; các cơ quan đã bỏ chai nhựa nhỏ trong cuộc họp.",
    ),
    18: Words(
        "Đang chuẩn bị phương án tiết giảm chiếu sáng trong Giờ Trái đất.",
        "Giờ Trái đất được tổ chức tại các đô thị; đã báo cáo lượng điện tiết kiệm.",
    ),
    19: Words(
        "Đang lấy ý kiến về mẫu hương ước có nội dung giữ gìn vệ sinh, tiết kiệm.",
        "Văn bản hướng dẫn và mẫu hương ước đã gửi UBND các xã, phường.",
        "Phải dịch mẫu hương ước sang tiếng Thái và tiếng Mông.",
    ),
    20: Words(
        "Đang biên soạn phần hỏi đáp về sử dụng điện an toàn, tiết kiệm.",
        "Tài liệu hỏi - đáp đã in và cấp tới các thôn, bản.",
    ),
    21: Words(
        "Đang tổng hợp phiếu khảo sát nhu cầu nhân lực của doanh nghiệp.",
        "Kế hoạch đào tạo nghề cho các ngành, nghề xanh đã được ban hành.",
    ),
    22: Words(
        "Đã mở lớp về thẩm định dự án xanh; đang soạn bài tập tình huống.",
        "Các khóa bồi dưỡng đã hoàn thành theo kế hoạch.",
        "Khó mời giảng viên có kinh nghiệm thẩm định tín dụng xanh.",
    ),
    23: Words(
        "Đang theo dõi các mô hình nuôi ong, trồng dược liệu dưới tán rừng.",
        "Đã chọn địa bàn và các mô hình sinh kế được người dân đồng thuận.",
        "Vốn đối ứng của hộ nghèo còn hạn chế.",
    ),
    24: Words(
        "Đang hướng dẫn các chủ chương trình lồng ghép mục tiêu bình đẳng giới.",
        "Tài liệu hướng dẫn lồng ghép đã được gửi các cơ quan.",
    ),
    25: Words(
        "Đang thống kê lao động tại các cơ sở thuộc diện di dời.",
        "Phương án hỗ trợ đào tạo chuyển đổi nghề đã được phê duyệt.",
        "Danh sách cơ sở phải di dời chưa ổn định.",
    ),
    26: Words(
        "Đang mời doanh nghiệp trong khu công nghiệp tham gia phiên giao dịch.",
        "Phiên giao dịch việc làm đã tổ chức, nhiều lao động được hẹn phỏng vấn.",
    ),
    27: Words(
        "Đã mở khóa thứ nhất; đang lập danh sách học viên khóa thứ hai.",
        "Khóa đào tạo người quản lý năng lượng đã kết thúc, học viên đã thi chứng chỉ.",
    ),
    28: Words(
        "Hội đồng khoa học của Trường đang thẩm định khung chương trình.",
        "Chương trình đào tạo đã ban hành, dự kiến tuyển sinh năm học tới.",
    ),
    29: Words(
        "Đang dạy các lớp về canh tác hữu cơ, nuôi trồng sinh thái.",
        "Các lớp nghề nông nghiệp sinh thái đã bế giảng.",
        "Lịch học phải tránh mùa gặt nên kết thúc muộn.",
    ),
    30: Words(
        "Đang thu thập số liệu khám sức khỏe của công nhân làm việc ngoài trời.",
        "Báo cáo đánh giá đã được hội đồng chuyên môn thông qua.",
        "Chưa có số liệu nhiệt độ tại nơi làm việc.",
    ),
    31: Words(
        "Đang rà soát nhu cầu vốn của các dự án cấp nước, xử lý nước thải.",
        "Danh mục dự án hạ tầng xanh đã được đưa vào kế hoạch trung hạn.",
        "Tổng nhu cầu vượt khả năng cân đối ngân sách.",
    ),
    32: Words(
        "Đang cập nhật thông tin các dự án kêu gọi đầu tư xanh.",
        "Danh mục dự án kêu gọi đầu tư xanh đã được phê duyệt.",
    ),
    33: Words(
        "Các tổ chức tín dụng đang báo cáo dư nợ tín dụng xanh theo quý.",
        "Đã báo cáo kết quả cho vay các dự án xanh trong năm.",
        "Hợp tác xã thiếu tài sản bảo đảm để vay vốn.",
    ),
    34: Words(
        "Đã thống kê sơ bộ diện tích rừng có thể tham gia thị trường các-bon.",
        "Báo cáo đề xuất phương án đã gửi UBND tỉnh.",
        "Chưa có quy định về quyền các-bon rừng.",
    ),
    35: Words(
        "Đang tư vấn cho các doanh nghiệp nhỏ lập báo cáo phát triển bền vững.",
        "Các doanh nghiệp được hỗ trợ đã áp dụng mô hình kinh doanh bền vững.",
    ),
    36: Words(
        "Đang tổng hợp dự toán sự nghiệp môi trường của các xã, phường.",
        "Dự toán chi sự nghiệp môi trường đã được giao.",
    ),
    37: Words(
        "Đang chuẩn bị hội nghị kết nối nông sản sạch với siêu thị.",
        "Hội nghị kết nối đã tổ chức, các bên ký biên bản ghi nhớ.",
    ),
    38: Words(
        "Đang đánh giá khả năng trả nợ và danh mục dự án đủ điều kiện.",
        "Báo cáo nghiên cứu trái phiếu xanh đã trình UBND tỉnh.",
    ),
    39: Words(
        "Đang đôn đốc các mỏ đá còn nợ tiền ký quỹ.",
        "Đã lập danh sách các mỏ hoàn thành ký quỹ và các mỏ còn nợ.",
        "Một số doanh nghiệp khai thác đá tạm ngừng hoạt động.",
    ),
    40: Words(
        "Đang rà soát các nhà máy thủy điện nhỏ, cơ sở sử dụng nước từ rừng.",
        "Danh mục đối tượng chi trả bổ sung đã được phê duyệt.",
    ),
    41: Words(
        "Đang lập hồ sơ đề xuất dự án xử lý nước thải dùng chung.",
        "Chủ trương đầu tư theo phương thức đối tác công tư đã được chấp thuận.",
        "Nhà đầu tư đề nghị làm rõ cơ chế chia sẻ doanh thu.",
    ),
    42: Words(
        "Đang thử phân loại chi ngân sách năm trước theo biểu mẫu dự thảo.",
        "Văn bản hướng dẫn và biểu mẫu theo dõi chi đã ban hành.",
    ),
    43: Words(
        "Hội đồng tư vấn đang xét chọn các đề xuất về kinh tế tuần hoàn.",
        "Danh mục nhiệm vụ khoa học đặt hàng đã được phê duyệt.",
    ),
    44: Words(
        "Đang nhập số liệu quan trắc nhiều năm vào cơ sở dữ liệu.",
        "Thiết kế và số liệu ban đầu của cơ sở dữ liệu đã được nghiệm thu.",
        "Số liệu cũ của các huyện lưu trên giấy, phải số hóa.",
    ),
    45: Words(
        "Đang thẩm định hồ sơ đổi mới lò nung, dây chuyền tiết kiệm điện.",
        "Các doanh nghiệp được chọn đã hoàn thành đổi mới thiết bị.",
    ),
    46: Words(
        "Đang gắn mã truy xuất cho bưởi, cam và nước mắm.",
        "Hệ thống truy xuất nguồn gốc đã chạy thử với các sản phẩm chủ lực.",
        "Hộ sản xuất nhỏ chưa quen ghi nhật ký điện tử.",
    ),
    47: Words(
        "Đang khảo sát vị trí đặt cảm biến ngập tại các nút giao.",
        "Hệ thống cảm biến đã lắp đặt và được nghiệm thu.",
        "Phải xin phép đặt thiết bị trên cột điện.",
    ),
    48: Words(
        "Tỷ lệ hồ sơ xử lý điện tử tăng so với quý trước; họp trực tuyến đã thành nếp.",
        "Các cơ quan đã xử lý hồ sơ công việc trên môi trường điện tử.",
    ),
    49: Words(
        "Đang xin ý kiến về quỹ hỗ trợ ý tưởng khởi nghiệp xanh.",
        "Kế hoạch hỗ trợ khởi nghiệp đổi mới sáng tạo đã ban hành.",
    ),
    50: Words(
        "Đang giải đoán ảnh viễn thám để kiểm tra các lô rừng biến động.",
        "Hiện trạng rừng đã được công bố kèm bản đồ số.",
        "Ảnh vệ tinh bị mây che trong mùa mưa.",
    ),
    51: Words(
        "Đang hỗ trợ hồ sơ chỉ dẫn địa lý cho quế và nước mắm.",
        "Các nhãn hiệu chứng nhận đã được cấp và có quy chế quản lý.",
    ),
    52: Words(
        "Đang phân tích mẫu tro bay và xỉ thép tại phòng thí nghiệm.",
        "Văn bản hướng dẫn dùng tro, xỉ làm vật liệu san lấp đã ban hành.",
    ),
    53: Words(
        "Đang lấy ý kiến các đơn vị liên quan về số liệu diện tích mái nhà có thể lắp đặt.",
        "Báo cáo tiềm năng điện mặt trời mái nhà đã trình UBND tỉnh.",
        "Một số trụ sở chờ sắp xếp nên chưa tính được diện tích mái.",
    ),
    54: Words(
        "Đang theo dõi dự thảo hướng dẫn để chuẩn bị khung vận hành.",
        "Khung vận hành tiêu chuẩn năng lượng tái tạo đã ban hành.",
        "Chưa có hướng dẫn của Bộ Công Thương.",
    ),
    55: Words(
        "Đang tổng hợp mức tiết kiệm điện của các cơ quan, doanh nghiệp.",
        "Kế hoạch sử dụng năng lượng tiết kiệm trong năm đã thực hiện xong.",
    ),
    56: Words(
        "Đang kiểm tra hồ sơ kiểm toán năng lượng của các nhà máy xi măng.",
        "Đã kiểm tra các cơ sở sử dụng năng lượng trọng điểm theo kế hoạch.",
        "Hai cơ sở đề nghị lùi lịch kiểm tra do dừng lò bảo dưỡng.",
    ),
    57: Words(
        "Đang hoàn thiện dự thảo chương trình sau hội thảo lấy ý kiến.",
        "Chương trình sản xuất và tiêu dùng bền vững đã được phê duyệt.",
    ),
    58: Words(
        "Đang lập báo cáo tiến độ các trạm xử lý nước thải cụm công nghiệp.",
        "Hiện trạng và phương án đầu tư của các cụm công nghiệp đã được duyệt.",
        "Nhiều cụm chưa có chủ đầu tư hạ tầng.",
    ),
    59: Words(
        "Đang hướng dẫn các xưởng giày chuyển lò hơi than sang viên nén gỗ.",
        "Tài liệu hướng dẫn đã phát hành, các cơ sở đăng ký đã chuyển nhiên liệu.",
        "Giá viên nén gỗ biến động.",
    ),
    60: Words(
        "Đang tính lượng phát thải của các tuyến vận tải nối cảng Nghi Sơn.",
        "Báo cáo phương án phát triển logistics giảm phát thải đã trình UBND tỉnh.",
    ),
    61: Words(
        "Đã rà soát phần lớn dự án; đang yêu cầu bổ sung số liệu truyền về.",
        "Báo cáo rà soát và danh sách cơ sở phải lắp thêm thiết bị đã hoàn thành.",
        "Đường truyền của một số trạm chưa ổn định.",
    ),
    62: Words(
        "Đang đôn đốc các cơ sở nộp số liệu hoạt động để kiểm kê.",
        "Báo cáo tổng hợp kiểm kê khí nhà kính đã gửi cơ quan quản lý.",
        "Cơ sở lần đầu kiểm kê còn lúng túng về hệ số phát thải.",
    ),
    63: Words(
        "Các doanh nghiệp đang đàm phán về trao đổi hơi nước dư và tro xỉ.",
        "Phương án thí điểm cộng sinh công nghiệp đã được phê duyệt.",
        "Hai bên chưa thống nhất giá hơi nước.",
    ),
    64: Words(
        "Đang theo dõi dây chuyền tận dụng nhiệt khí thải của các nhà máy xi măng.",
        "Văn bản hướng dẫn sử dụng nhiên liệu thay thế đã gửi các nhà máy.",
    ),
    65: Words(
        "Đang tính các kịch bản giảm phát thải của ngành luyện thép.",
        "Kế hoạch giảm nhẹ phát thải đã được UBND tỉnh ban hành.",
    ),
    66: Words(
        "Đang vận động các hộ làm nghề đúc, chế biến đá chuyển vào khu tập trung.",
        "Đã báo cáo kết quả di dời, xử lý các cơ sở trong làng nghề năm nay.",
        "Khu sản xuất tập trung chưa xong hạ tầng điện.",
    ),
    67: Words(
        "Đang nghiệm thu các đề án khuyến công về máy ép, lò sấy.",
        "Các đề án khuyến công trong năm đã nghiệm thu.",
    ),
    68: Words(
        "Đang lập hồ sơ cấp chứng chỉ cho các nhóm hộ trồng keo.",
        "Diện tích rừng được cấp chứng chỉ đã được xác nhận.",
        "Hộ dân quen khai thác sớm, ngại giữ rừng gỗ lớn.",
    ),
    69: Words(
        "Đang theo dõi mô hình tưới ướt khô xen kẽ trong vụ mùa.",
        "Mô hình và tài liệu kỹ thuật đã được hội đồng thông qua.",
    ),
    70: Words(
        "Đang lấy ý kiến các trang trại về điểm thu gom chung.",
        "Phương án thu gom, xử lý chất thải chăn nuôi đã được UBND tỉnh ban hành.",
    ),
    71: Words(
        "Đang đánh giá vùng chè và dược liệu để cấp chứng nhận hữu cơ.",
        "Các vùng sản xuất đăng ký đã được cấp giấy chứng nhận.",
        "Chi phí chứng nhận cao so với quy mô hộ.",
    ),
    72: Words(
        "Đang vận hành điểm cuốn rơm và ủ phân tại các hợp tác xã.",
        "Mô hình thu gom rơm rạ đã nghiệm thu, có tài liệu hướng dẫn.",
    ),
    73: Words(
        "Đang rà soát tàu cá mất kết nối giám sát hành trình.",
        "Đã báo cáo kết quả chống khai thác bất hợp pháp trong năm.",
        "Tàu cá hoạt động ở tỉnh khác khó kiểm soát.",
    ),
    74: Words(
        "Đang khoanh vùng nuôi ngao và tôm theo sức tải môi trường.",
        "Báo cáo rà soát và bản đồ vùng nuôi đã hoàn thành.",
    ),
    75: Words(
        "Đang thu gom bao gói thuốc tại các bể chứa trên đồng.",
        "Khối lượng bao gói thu gom trong năm đã được xử lý và báo cáo.",
        "Thiếu đơn vị có giấy phép xử lý trong tỉnh.",
    ),
    76: Words(
        "Đang chăm sóc các lô luồng phục tráng năm thứ hai.",
        "Phương án vùng nguyên liệu đã duyệt, diện tích phục tráng được nghiệm thu.",
    ),
    77: Words(
        "Đang khảo sát tuyến trải nghiệm tại các bản có nghề dệt thổ cẩm.",
        "Đề án đã phê duyệt, các bản thí điểm đã sẵn sàng đón khách.",
        "Đường vào một số điểm bị sạt lở sau mưa.",
    ),
    78: Words(
        "Đang thử chấm điểm các khách sạn theo dự thảo tiêu chí.",
        "Bộ tiêu chí cơ sở lưu trú du lịch xanh đã ban hành.",
    ),
    79: Words(
        "Đang duy trì đội thu gom rác trên bãi biển hằng ngày.",
        "Phương án bảo vệ môi trường của các khu, điểm du lịch đã thực hiện.",
        "Rác trôi dạt tăng sau mỗi đợt mưa bão.",
    ),
    80: Words(
        "Đang thống nhất với doanh nghiệp vận tải về mốc thay xe buýt.",
        "Khảo sát phương tiện và lộ trình chuyển đổi đã hoàn thành theo bước.",
        "Doanh nghiệp đề nghị hỗ trợ lãi vay mua xe điện.",
    ),
    81: Words(
        "Đang chọn vị trí trạm sạc tại các bãi đỗ xe công cộng.",
        "Kế hoạch giao thông công cộng và hạ tầng trạm sạc đã ban hành.",
    ),
    82: Words(
        "Đang kiểm tra chỉ tiêu cây xanh của các đồ án đã phê duyệt.",
        "Các đồ án quy hoạch đã bổ sung chỉ tiêu cây xanh, mặt nước.",
        "Quỹ đất công viên trong khu đô thị cũ rất hạn chế.",
    ),
    83: Words(
        "Đang đánh giá kết quả phân loại rác tại các phường.",
        "Kế hoạch phân loại rác tại nguồn đã ban hành và triển khai tại đô thị.",
        "Xe thu gom chưa tách được rác thực phẩm.",
    ),
    84: Words(
        "Tư vấn đang mô phỏng ngập để chọn phương án thoát nước.",
        "Đề án thoát nước và xử lý nước thải đô thị đã được phê duyệt.",
        "Số liệu cao độ cống cũ không đầy đủ.",
    ),
    85: Words(
        "Các bệnh viện đang cân đối lượng chất thải tái chế.",
        "Kế hoạch của ngành về chất thải y tế đã thực hiện, có báo cáo.",
    ),
    86: Words(
        "Đang trồng dặm bần chua tại bãi bồi cửa sông.",
        "Diện tích rừng ngập mặn trồng mới đã được nghiệm thu.",
        "Cây non bị sóng đánh và hà bám.",
    ),
    87: Words(
        "Đã lập danh mục công trình vốn nhà nước có thể áp dụng tiêu chí.",
        "Văn bản hướng dẫn tiêu chí công trình xanh đã ban hành.",
        "Chưa có hướng dẫn của Bộ Xây dựng.",
    ),
    88: Words(
        "Đang cập nhật kịch bản nước biển dâng vào dự thảo kế hoạch.",
        "Kế hoạch ứng phó với biến đổi khí hậu cập nhật đã ban hành.",
        "Chờ số liệu kịch bản mới của cơ quan trung ương.",
    ),
    89: Words(
        "Đang kiểm tra an toàn các hồ chứa trước mùa mưa.",
        "Phương án bảo đảm an toàn hồ chứa, đê điều đã được phê duyệt.",
    ),
    90: Words(
        "Đang lập hồ sơ các công trình cấp nước vùng nhiễm mặn.",
        "Danh mục công trình cấp nước ưu tiên đã được phê duyệt.",
        "Nguồn nước ngầm tại ven biển bị mặn hóa.",
    ),
    91: Words(
        "Đang thẩm tra tiêu chí môi trường của các xã đăng ký nâng cao.",
        "Văn bản hướng dẫn đã gửi, các xã đăng ký đã được thẩm tra.",
    ),
    92: Words(
        "Đang khảo sát hành lang giữa Xuân Liên, Pù Hu và Pù Luông.",
        "Phương án bảo tồn đa dạng sinh học đã được UBND tỉnh ban hành.",
    ),
    93: Words(
        "Đang lập phương án phủ đất, thu nước rỉ tại các bãi rác cũ.",
        "Các bãi chôn lấp trong danh mục đã có quyết định đóng cửa.",
        "Xã chưa cân đối được kinh phí cải tạo.",
    ),
    94: Words(
        "Số liệu không khí, nước mặt được công bố hằng tháng.",
        "Mạng lưới quan trắc hoạt động, số liệu đã công bố.",
        "Hai trạm nước biển phải bảo dưỡng.",
    ),
    95: Words(
        "Đang kiểm kê số cột đèn và công suất theo từng tuyến phố.",
        "Kiểm kê chiếu sáng và kế hoạch thay thế đã hoàn thành theo bước.",
    ),
    96: Words(
        "Đang vận động dự án hỗ trợ kỹ thuật về làng nghề xanh.",
        "Danh mục dự án quốc tế được tiếp nhận trong năm đã báo cáo.",
        "Thủ tục tiếp nhận viện trợ kéo dài.",
    ),
    97: Words(
        "Đang thống nhất dự thảo quy chế với các tỉnh thượng nguồn.",
        "Quy chế phối hợp quản lý nước lưu vực sông Mã đã ký.",
    ),
    98: Words(
        "Đã hội đàm với các cụm bản giáp biên về phòng cháy rừng.",
        "Chương trình phối hợp bảo vệ rừng biên giới đã ký kết.",
    ),
    99: Words(
        "Đang biên tập tài liệu về cơ chế điều chỉnh biên giới các-bon.",
        "Tài liệu đã phát hành, hội nghị phổ biến đã tổ chức.",
    ),
    100: Words(
        "Đang tham gia nhóm công tác vùng về kết nối hạ tầng ven biển.",
        "Thỏa thuận hợp tác vùng đã ký và có chương trình chung.",
    ),
    101: Words(
        "Các cơ quan thí điểm đang cập nhật tiến độ trên phần mềm.",
        "Phần mềm đã lựa chọn và vận hành thử theo đúng bước.",
        "Một số cơ quan chưa cử đầu mối.",
    ),
    102: Words(
        "Đang tổng hợp báo cáo sơ kết của các sở, ngành.",
        "Báo cáo sơ kết giữa kỳ đã gửi UBND tỉnh.",
    ),
    103: Words(
        "Đang làm sạch số liệu thống kê của các ngành.",
        "Biểu số liệu thống kê tăng trưởng xanh đã cung cấp.",
        "Vài chỉ tiêu chưa có nguồn điều tra.",
    ),
    104: Words(
        "Đang dự thảo đề cương tổng kết giai đoạn.",
        "Báo cáo tổng kết giai đoạn đã trình UBND tỉnh.",
    ),
    105: Words(
        "Đang nhận báo cáo của các cơ quan để tổng hợp.",
        "Báo cáo năm của UBND tỉnh đã hoàn thành.",
        "Một số cơ quan gửi báo cáo chậm.",
    ),
}
